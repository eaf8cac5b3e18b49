use goflow::prelude::*;

#[task]
fn split(n: u64, out: &mut Out) {
    out.push(n);
}

#[task]
fn count(n: u64, seen: &mut Keyed<u64>) -> u64 {
    **seen += n;
    n
}

#[task]
fn dedup(n: u64, seen: &mut Local) -> u64 {
    let _ = seen;
    n
}

fn main() {}
