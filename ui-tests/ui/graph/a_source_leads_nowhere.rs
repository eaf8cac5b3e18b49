use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[source]
fn letters() -> impl Iterator<Item = char> {
    'a'..'z'
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> print;
        letters;
    };
}
