use goflow::prelude::*;

#[task]
fn add(n: u64, more: &u64) -> u64 {
    n + more
}

pipeline! {
    async fn waiting() -> Pipe<u64, u64> {
        in -> add(1) -> out;
    }
}

pipeline! {
    fn borrowing(more: &u64) -> Pipe<u64, u64> {
        in -> add(*more) -> out;
    }
}

pipeline! {
    fn first() -> Pipe<u64, u64> {
        in -> add(1) -> out;
    }
    fn second() -> Pipe<u64, u64> {
        in -> add(2) -> out;
    }
}

fn main() {}
