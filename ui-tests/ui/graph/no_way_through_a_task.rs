use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[task]
fn narrow(n: u32) -> u64 {
    n.into()
}

pipeline! {
    fn not_out() -> Pipe<u64, u64> {
        in -> double;
    }
}

pipeline! {
    fn not_in() -> Pipe<u64, u64> {
        double -> out;
    }
}

// What comes from a source is looked at all the same.
pipeline! {
    fn nor_this() -> Pipe<u64, u64> {
        numbers -> narrow -> out;
    }
}

pipeline! {
    fn neither() -> Pipe<u64, u64> {
        numbers -> double;
    }
}

fn main() {}
