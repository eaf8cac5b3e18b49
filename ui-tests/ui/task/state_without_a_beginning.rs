use goflow::prelude::*;

struct Seen;

#[task]
fn count(n: u64, seen: &mut Keyed<u64, Seen>) -> u64 {
    let _ = seen;
    n
}

#[task]
fn dedup(n: u64, seen: &mut Local<Seen>) -> u64 {
    let _ = seen;
    n
}

fn main() {}
