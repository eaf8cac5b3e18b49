#![deny(warnings)]
//! Names that mean something elsewhere, and names that the generated code could need.

use goflow::prelude::*;

mod tasks {
    use goflow::prelude::*;

    #[task]
    pub fn parse(line: String) -> u64 {
        line.len() as u64
    }

    #[task]
    pub fn r#type(n: u64) -> u64 {
        n
    }
}

#[source]
fn graph() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[task]
fn err(n: u64) -> u64 {
    n
}

#[task]
fn worker(n: u64) -> u64 {
    n
}

#[task]
fn event(n: u64) -> u64 {
    n
}

#[task]
fn node(n: u64) -> u64 {
    n
}

#[output]
fn out(n: u64) {
    println!("{n}");
}

fn main() {
    let flow = pipeline! {
        let value = |n: u64| n + 1;
        let port (c 2) = |n: &u64| -> u64 { n + 1 };
        graph -> tasks::parse -> err -> worker -> event -> node -> value -> port -> out;
        err -> other: tasks::r#type -> out;
        graph -> first: tasks::parse -> discard;
        first -> discard;
    };
    println!("{flow}");
}
