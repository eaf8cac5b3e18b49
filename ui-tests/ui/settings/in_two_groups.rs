use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let flow = pipeline! {
        numbers -> print (c 2) (buf 64);
    };
    drop(flow);
}
