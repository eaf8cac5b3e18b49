use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[output]
fn print(n: &u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        let first = numbers();
        first -> print;
    };
}
