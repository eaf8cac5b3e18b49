use goflow::prelude::*;
use goflow::{csv, json};

#[derive(Clone)]
struct Flight {
    carrier: String,
}

#[source]
fn flights() -> impl Iterator<Item = Flight> {
    std::iter::once(Flight { carrier: String::from("UA") })
}

fn main() {
    let _ = pipeline! {
        let rows = csv::sink::<Flight>("out/rows")
            .partition_by("carrier", |flight: &Flight| flight.carrier.clone())
            .delimiter(b';');
        let lines = json::sink::<Flight>("out/lines.jsonl");
        flights -> { rows; lines; }
    };
}
