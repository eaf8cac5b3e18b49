use goflow::prelude::*;

struct Trade(u64);

#[source]
fn trades() -> impl Iterator<Item = Trade> {
    (0..10).map(Trade)
}

#[task]
fn price(trade: Trade) -> u64 {
    trade.0
}

#[output]
fn audit(trade: &Trade) {
    println!("{}", trade.0);
}

#[output]
fn store(trade: Trade) {
    println!("{}", trade.0);
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        trades -> {
            price -> print;
            audit;
            store;
        }
    };
}
