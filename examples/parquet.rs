//! Parquet in and out: the sample's flights by month, and a question that reads only what it must:
//! two columns, and of these only the row groups in which a flight can be that late.

use std::path::PathBuf;

use goflow::prelude::*;
use goflow::{csv, parquet};
use serde::Deserialize;

#[derive(Deserialize, Record)]
struct Flight {
    year: u16,
    month: u8,
    day: u8,
    carrier: String,
    dep_delay: Option<i32>,
    distance: u32,
}

/// The columns that are read.
#[derive(Record)]
struct Late {
    carrier: String,
    dep_delay: i32,
}

#[output]
fn print(late: &Late) {
    println!("{}: {} minutes", late.carrier, late.dep_delay);
}

/// Columnar work stays columnar: batches as Arrow has them.
#[task]
fn rows(batch: RecordBatch) -> usize {
    batch.num_rows()
}

#[tokio::main]
async fn main() -> Result<(), goflow::Error> {
    let out =
        std::env::args_os().nth(1).map_or_else(|| PathBuf::from("out/parquet"), PathBuf::from);

    let write = pipeline! {
        let flights = csv::source::<Flight>(concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv")).null("NA");
        let files = parquet::sink::<Flight>(&out)
            .overwrite()
            .partition_by("month", |flight: &Flight| flight.month);
        flights -> files;
    };
    println!("{}\n", write.run().await?);

    let read = pipeline! {
        let late = parquet::source::<Late>(&out).only(col("dep_delay").ge(300));
        late -> print;
        let batches = parquet::batches(&out).columns(["distance"]);
        batches -> rows -> discard;
    };
    println!("{}", read.run().await?);
    Ok(())
}
