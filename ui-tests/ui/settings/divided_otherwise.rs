use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let flow = pipeline! {
        numbers (, c 2) -> print (c 2,, buf 64);
        numbers -> double (c 2; buf 64) -> discard;
    };
    drop(flow);
}
