use goflow::prelude::*;

struct Trade;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task(try)]
fn parse(n: u64) -> u64 {
    n
}

#[task(filter)]
fn even(n: u64) -> Trade {
    let _ = n;
    Trade
}

#[task(flat)]
fn split(n: u64) -> Trade {
    let _ = n;
    Trade
}

#[task(try, filter)]
fn some(n: u64) -> Result<u64, std::io::Error> {
    Ok(n)
}

#[source]
fn trades() -> Trade {
    Trade
}

fn main() {
    // None of it is said again.
    let _flow = pipeline! {
        numbers -> { parse -> discard; even -> discard; split -> discard; some -> discard; }
        trades -> discard;
    };
}
