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
    let flow = pipeline! {
        numbers(9, c 2) -> print (4);
    };
    drop(flow);
}
