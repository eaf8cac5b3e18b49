use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

#[source]
fn more() -> impl Iterator<Item = u64> {
    9..12
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let flow = pipeline! {
        numbers -> twice = double -> discard;
        numbers -> double as again -> discard;
        let whole = numbers -> print;
        rest = more -> print;
        whole -> discard;
    };
    drop(flow);
}
