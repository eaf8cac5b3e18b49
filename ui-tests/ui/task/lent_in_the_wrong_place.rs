use goflow::prelude::*;

#[task]
fn split(out: &mut Out<u64>, n: u64) {
    out.push(n);
}

#[task]
fn count(seen: &mut Keyed<u64, u64>, n: u64) -> u64 {
    **seen += n;
    n
}

#[output]
fn print(n: u64, context: Context) {
    println!("{} {n}", context.worker());
}

#[task]
fn dedup(n: u64, seen: Local<u64>) -> u64 {
    let _ = seen;
    n
}

fn main() {}
