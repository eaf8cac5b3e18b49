use goflow::prelude::*;

struct Trade(u64);

#[source]
fn trades() -> impl Iterator<Item = Trade> {
    (0..10).map(Trade)
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
fn show(trade: Trade) {
    println!("{}", trade.0);
}

fn main() {
    let _flow = pipeline! {
        trades -> store (buf 16);
        trades -> audit (c 2);
        trades -> show;
    };
}
