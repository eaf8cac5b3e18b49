use goflow::prelude::*;
use goflow::{csv, json};

struct Flight {
    carrier: String,
}

#[task]
fn carrier(flight: Flight) -> String {
    flight.carrier
}

#[output]
fn print(carrier: String) {
    println!("{carrier}");
}

fn main() {
    let _ = pipeline! {
        let rows = csv::source::<Flight>("in/*.csv").null("NA");
        rows -> carrier -> print;
    };
    let _ = pipeline! {
        let lines = json::source::<Flight>("in/*.jsonl");
        lines -> carrier -> print;
    };
}
