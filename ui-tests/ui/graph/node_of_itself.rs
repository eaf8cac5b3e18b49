use goflow::prelude::*;

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

pipeline! {
    fn twice() -> Pipe<u64, u64> {
        in -> double -> twice -> out;
    }
}

fn main() {}
