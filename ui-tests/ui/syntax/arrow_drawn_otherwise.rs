use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[task]
fn parse(n: u64) -> Result<u64, std::num::ParseIntError> {
    Ok(n)
}

fn main() {
    let _flow = pipeline! {
        numbers --> double -> discard;
        numbers | double;
        numbers.map(double) -> discard;
        numbers { double -> discard; };
        numbers -> parse [c 2] -> discard;
        parse -err-> discard;
    };
}
