//! JSON in and out: the sample's flights as compressed lines, a folder for each airport, a file for
//! every thousand flights; then the folder is read again.

use std::path::PathBuf;

use goflow::prelude::*;
use goflow::{csv, json};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
struct Flight {
    carrier: String,
    flight: u32,
    /// It names the folder, and is filled from that name again.
    origin: String,
    dep_delay: Option<i32>,
}

#[task]
fn late(flight: Flight) -> Option<Flight> {
    flight.dep_delay.is_some_and(|minutes| minutes > 60).then_some(flight)
}

#[tokio::main]
async fn main() -> Result<(), goflow::Error> {
    let out = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("out/json"), PathBuf::from);

    let write = pipeline! {
        let flights = csv::source::<Flight>(concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv")).null("NA");
        let lines = json::sink::<Flight>(&out)
            .overwrite()
            .partition_by("origin", |flight: &Flight| flight.origin.clone())
            .roll(Roll::rows(1_000))
            .compression(Compression::Gzip);
        flights -> lines;
    };
    println!("{}\n", write.run().await?);

    let read = pipeline! {
        let lines = json::source::<Flight>(&out);
        lines (c 2) -> late (c 2) -> discard;
    };
    println!("{}", read.run().await?);
    Ok(())
}
