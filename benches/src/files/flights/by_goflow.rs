//! As a user writes it.

use std::path::Path;

use goflow::prelude::*;
use goflow::{csv, parquet};
use serde::{Deserialize, Serialize};

use super::LATE;
use crate::contestants::on_tokio;

#[derive(Deserialize, Serialize, Record)]
pub struct Flight {
    year: u16,
    month: u8,
    day: u8,
    dep_delay: Option<i32>,
    arr_delay: Option<i32>,
    pub carrier: String,
    flight: u32,
    tailnum: Option<String>,
    origin: String,
    dest: String,
    distance: u32,
}

#[task]
pub fn late(flight: Flight) -> Option<Flight> {
    flight.dep_delay.is_some_and(|delay| delay > LATE).then_some(flight)
}

fn run(flow: Pipeline) {
    if let Err(error) = on_tokio(flow.run()) {
        panic!("{error}");
    }
}

/// One stage, in one worker.
pub fn one(path: &Path, out: &Path) {
    run(pipeline! {
        let flights = csv::source::<Flight>(path).null("NA");
        let files = parquet::sink::<Flight>(out)
            .partition_by("carrier", |flight: &Flight| flight.carrier.clone());
        flights -> late -> files;
    });
}

/// Two workers read; one writes, so that there is one file a carrier.
pub fn two(path: &Path, out: &Path) {
    run(pipeline! {
        let flights = csv::source::<Flight>(path).null("NA");
        let files = parquet::sink::<Flight>(out)
            .partition_by("carrier", |flight: &Flight| flight.carrier.clone());
        flights (c 2) -> late (c 2) -> files;
    });
}
