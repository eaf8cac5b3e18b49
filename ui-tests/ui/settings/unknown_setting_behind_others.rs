use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

const WIDTH: usize = 4;

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers (workers WIDTH) -> print (c 2 buffer 64);
    };
}
