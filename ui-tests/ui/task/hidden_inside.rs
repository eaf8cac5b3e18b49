use std::fmt::Display;
use std::num::ParseIntError;

use goflow::prelude::*;

#[task]
fn numbers(line: String) -> Result<impl Iterator<Item = u64>, ParseIntError> {
    line.parse().map(|upto| 0..upto)
}

#[task]
fn words(line: String) -> Iterator<Item = String> {
    vec![line].into_iter()
}

#[source]
fn shown() -> impl Iterator<Item = impl Display> {
    0..9
}

#[output]
fn print(lines: Vec<impl Display>) {
    lines.iter().for_each(|line| println!("{line}"));
}

#[task]
fn change(n: u64, by: impl Fn(u64) -> u64) -> u64 {
    by(n)
}

fn main() {}
