use goflow::prelude::*;
use std::rc::Rc;

#[output]
fn print(n: Rc<u64>) {
    println!("{n}");
}

fn main() {}
