use goflow::prelude::*;

struct Bad;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn check(n: u64) -> Result<u64, Bad> {
    if n > 5 { Err(Bad) } else { Ok(n) }
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> check -> print;
    };
}
