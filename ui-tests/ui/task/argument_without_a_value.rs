use goflow::prelude::*;

#[output(batch)]
fn insert(rows: Vec<u64>) {
    println!("{}", rows.len());
}

#[output(batch = "500")]
fn upsert(rows: Vec<u64>) {
    println!("{}", rows.len());
}

#[output(batch = 500, linger = 50)]
fn append(rows: Vec<u64>) {
    println!("{}", rows.len());
}

#[task(flat, try)]
fn split(n: u64) -> Vec<u64> {
    vec![n]
}

#[task(c = 2)]
fn double(n: u64) -> u64 {
    n * 2
}

#[task(async)]
fn halve(n: u64) -> u64 {
    n / 2
}

fn main() {}
