use goflow::prelude::*;
use std::rc::Rc;

#[source]
fn numbers() -> impl Iterator<Item = Rc<u64>> {
    (0..10).map(Rc::new)
}

fn main() {}
