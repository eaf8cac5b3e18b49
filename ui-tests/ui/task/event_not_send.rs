use goflow::prelude::*;
use std::rc::Rc;

#[task]
fn wrap(n: u64) -> Rc<u64> {
    Rc::new(n)
}

fn main() {}
