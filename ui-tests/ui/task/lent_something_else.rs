use goflow::prelude::*;

struct Foo;

#[task]
fn count(n: u64, foo: &mut Foo) -> u64 {
    let _ = foo;
    n
}

#[source]
fn numbers(foo: &mut Foo) -> impl Iterator<Item = u64> {
    let _ = foo;
    0..10
}

#[output]
fn print(n: u64, seen: &mut Vec<u64>) {
    seen.push(n);
}

fn main() {}
