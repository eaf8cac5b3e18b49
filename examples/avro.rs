//! Avro in and out: the sample's flights with typed columns, and read again by a schema that lacks
//! some of them, takes others as wider types, and asks for one that is not there.

use std::path::PathBuf;

use goflow::prelude::*;
use goflow::{avro, csv};
use serde::Deserialize;

#[derive(Deserialize, Record)]
struct Flight {
    carrier: String,
    flight: u32,
    tailnum: Option<String>,
    distance: i32,
}

#[derive(Record)]
struct Leg {
    flight: i64,
    distance: i64,
    /// No column of the file.
    seats: Option<u16>,
}

#[task]
fn far(leg: Leg) -> Option<Leg> {
    (leg.distance > 2_500 && leg.flight > 0 && leg.seats.is_none()).then_some(leg)
}

#[tokio::main]
async fn main() -> Result<(), goflow::Error> {
    let out =
        std::env::args_os().nth(1).map_or_else(|| PathBuf::from("out/flights.avro"), PathBuf::from);

    let write = pipeline! {
        let flights = csv::source::<Flight>(concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv")).null("NA");
        let file = avro::sink::<Flight>(&out);
        flights -> file;
    };
    println!("{}\n", write.run().await?);

    let read = pipeline! {
        let file = avro::source::<Leg>(&out);
        file -> far -> discard;
    };
    println!("{}", read.run().await?);
    Ok(())
}
