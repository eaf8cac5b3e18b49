use goflow::{source, task};

#[source]
fn numbers(out: &mut Out<u64>) {
    out.push(3);
}

#[task]
fn count(n: u64, seen: &mut Keyed<u64, u64>) -> u64 {
    **seen += n;
    **seen
}

fn main() {}
