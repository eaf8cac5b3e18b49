use goflow::prelude::*;

struct Db;

#[source]
fn lines() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[task]
fn parse(line: String) -> u64 {
    line.len() as u64
}

#[task]
fn lookup(n: u64, db: &Db) -> u64 {
    let _ = db;
    n
}

#[task]
fn within(n: u64, low: &u64, high: &u64) -> Option<u64> {
    (*low..*high).contains(&n).then_some(n)
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        lines -> parse(Db) -> lookup -> within(4) -> print;
    };
}
