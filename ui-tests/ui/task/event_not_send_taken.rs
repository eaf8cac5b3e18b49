use goflow::prelude::*;
use std::rc::Rc;

#[task]
fn unwrap(n: Rc<u64>) -> u64 {
    *n
}

fn main() {}
