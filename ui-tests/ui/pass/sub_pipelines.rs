#![deny(warnings)]
//! Sub-pipelines: generic, with arguments, errors and nodes of the same name.

use goflow::prelude::*;
use std::num::ParseIntError;

#[source]
fn lines() -> impl Iterator<Item = String> {
    ["1", "x"].into_iter().map(String::from)
}

#[task]
fn parse(line: String) -> Result<u64, ParseIntError> {
    line.parse()
}

#[task]
fn scale(n: u64, by: &u64) -> u64 {
    n * *by
}

#[task]
fn count(n: u64, seen: &mut Keyed<u64, u64>) -> u64 {
    **seen += n;
    **seen
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

#[output]
fn dead(failed: Failed<ParseIntError>) {
    eprintln!("{}", failed.error);
}

pipeline! {
    /// Reads numbers.
    pub fn numbers(by: u64) -> Pipe<String, u64, ParseIntError> {
        in -> parse -> scale(by) -[key |n| n % 7]-> count (c 2) -> out;
        parse -[err]-> err;
    }
}

pipeline! {
    fn same<T: Event + Clone>() -> Pipe<T, T> {
        in -> |t: T| t -> out;
    }
}

fn main() {
    let flow = pipeline! {
        let third = numbers(3);
        lines -> numbers(1) -> print;
        lines -> second: numbers(2) -> print;
        lines -> third -> same::<u64> -> print;
        [numbers, second, third] -[err]-> dead;
    };
    println!("{flow}");
}
