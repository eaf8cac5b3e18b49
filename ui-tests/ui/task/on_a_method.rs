use goflow::prelude::*;

struct Counter;

impl Counter {
    #[task]
    fn count(&self, n: u64) -> u64 {
        n
    }
}

fn main() {}
