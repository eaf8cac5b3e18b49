use goflow::prelude::*;
use std::fmt::Display;

#[output]
fn print(n: dyn Display) {
    println!("{n}");
}

#[output]
fn show(n: &dyn Display) {
    println!("{n}");
}

#[task]
fn len(bytes: [u8]) -> usize {
    bytes.len()
}

fn main() {}
