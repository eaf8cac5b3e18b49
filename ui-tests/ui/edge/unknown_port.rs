use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn sort(n: u64, late: &mut Out<u64>) -> u64 {
    if n > 5 {
        late.push(n);
    }
    n
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

#[output]
fn store(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> sort -> print;
        sort -[lat]-> store;
        sort -[late]-> discard;
    };
}
