use goflow::prelude::*;

struct Trade(f64);

#[source]
fn trades() -> impl Iterator<Item = Trade> {
    std::iter::empty()
}

#[source]
fn more() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn price(trade: Trade, late: &mut Out<u64>) -> f64 {
    late.push(1);
    trade.0
}

#[task]
fn count(n: f64, seen: &mut Keyed<u64, u64>) -> u64 {
    **seen += n as u64;
    **seen
}

#[output]
fn print(text: String) {
    println!("{text}");
}

#[output]
fn store(trade: Trade) {
    println!("{}", trade.0);
}

fn main() {
    let _flow = pipeline! {
        trades -> {
            price -> count -> print;
            store;
        }
        price -[lat]-> discard;
        price -[err]-> discard;
        trades -> more -> discard;
        store -> discard;
    };
}
