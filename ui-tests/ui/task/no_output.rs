use goflow::prelude::*;

#[task]
fn print(n: u64) {
    println!("{n}");
}

fn main() {}
