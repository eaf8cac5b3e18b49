use goflow::prelude::*;

#[task]
struct Double;

#[source]
pub const NUMBERS: [u64; 2] = [1, 2];

#[output]
fn print(n: u64);

trait Lookup {
    #[task]
    fn lookup(&self, n: u64) -> u64;
}

fn main() {}
