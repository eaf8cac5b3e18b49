use goflow::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

#[source]
fn numbers(upto: &Rc<u64>) -> impl Iterator<Item = u64> {
    let upto = **upto;
    0..upto
}

#[output]
async fn print(n: u64, seen: &Cell<u64>) {
    seen.set(n);
}

fn main() {
    let _flow = pipeline! {
        numbers(Rc::new(3)) -> print(Cell::new(0));
    };
}
