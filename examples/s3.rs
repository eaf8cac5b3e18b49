//! Files in an object store: wherever a path can stand, so can a URL.
//!
//! ```text
//! cargo run --example s3 -- s3://my-bucket/flights
//! ```
//!
//! Keys, region and endpoint come from the environment (`AWS_ACCESS_KEY_ID`, `AWS_REGION`,
//! `AWS_ENDPOINT_URL`, …), as other tools read them.

use goflow::prelude::*;
use goflow::{csv, parquet};
use serde::Deserialize;

#[derive(Deserialize, Record)]
struct Flight {
    carrier: String,
    flight: u32,
    dep_delay: Option<i32>,
}

#[task]
fn late(flight: Flight) -> Option<Flight> {
    flight.dep_delay.is_some_and(|minutes| minutes > 60).then_some(flight)
}

#[tokio::main]
async fn main() -> Result<(), goflow::Error> {
    let url = std::env::args().nth(1).ok_or_else(|| {
        goflow::Error::new("give the URL of a folder in a bucket, as s3://my-bucket/flights")
    })?;

    // Parts are uploaded while it runs, and objects appear when the whole run has gone well.
    let write = pipeline! {
        let flights = csv::source::<Flight>(concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv")).null("NA");
        let objects = parquet::sink::<Flight>(&url)
            .overwrite()
            .partition_by("carrier", |flight: &Flight| flight.carrier.clone());
        flights -> objects;
    };
    println!("{}\n", write.run().await?);

    let read = pipeline! {
        let flights = parquet::source::<Flight>(format!("{url}/carrier=*/*.parquet"));
        flights (c 2) -> late (c 2) -> discard;
    };
    println!("{}", read.run().await?);
    Ok(())
}
