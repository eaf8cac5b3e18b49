use goflow::prelude::*;

pipeline! {
    fn untyped() {
        in -> |n: u64| n * 2 -> out;
    }
}

pipeline! {
    fn number() -> u64 {
        in -> |n: u64| n * 2 -> out;
    }
}

pipeline! {
    pub fn whole() -> Pipeline {
        in -> |n: u64| n * 2 -> out;
    }
}

pipeline! {
    fn method(&self) -> Pipe<u64, u64> {
        in -> |n: u64| n * 2 -> out;
    }
}

fn main() {}
