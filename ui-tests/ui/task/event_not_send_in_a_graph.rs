use goflow::prelude::*;
use std::rc::Rc;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn wrap(n: u64) -> Rc<u64> {
    Rc::new(n)
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> wrap -> discard;
        numbers -> print;
    };
}
