use goflow::prelude::*;

#[source]
fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers("ten") -> print;
    };
}
