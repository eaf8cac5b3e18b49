use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let workers = 2;
    let _flow = pipeline! {
        numbers -> print (c workers);
    };
}
