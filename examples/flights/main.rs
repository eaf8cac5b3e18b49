//! Flights that left late, with the names of their carriers, and what is typical of each carrier.
//!
//! `cargo run --example flights` reads the sample in `examples/data`, `-- --help` tells the rest.

mod args;
mod model;
mod summary;

use std::collections::HashMap;
use std::path::Path;

use goflow::prelude::*;
use goflow::{BoxError, csv, json};

use args::Args;
use model::{Carrier, CarrierDelays, Delay, Flight, Tally};
use summary::Summary;

/// A flight that left `min_delay` minutes late or later; others, and those that never left, are
/// dropped.
#[task]
fn late(flight: Flight, min_delay: &i32) -> Option<Delay> {
    let delay = flight.dep_delay.filter(|delay| delay >= min_delay)?;
    Some(Delay::new(flight, delay))
}

/// Joins the carrier's name.
#[task]
fn with_name(mut delay: Delay, carriers: &HashMap<String, String>) -> Delay {
    delay.carrier_name = carriers.get(&delay.carrier).cloned();
    delay
}

/// What is known of the carrier after this flight. Flights of one carrier come to one worker, in
/// order, so the last that is sent is true of all.
#[task]
fn statistics(delay: Delay, tally: &mut Keyed<String, Tally>) -> CarrierDelays {
    tally.add(delay.dep_delay);
    CarrierDelays::new(delay, tally)
}

/// The carriers' names by their codes.
fn carriers(path: &Path) -> Result<HashMap<String, String>, BoxError> {
    let failed = |error| format!("cannot read carriers from `{}`: {error}", path.display());
    let mut carriers = HashMap::new();
    for carrier in ::csv::Reader::from_path(path).map_err(failed)?.deserialize() {
        let Carrier { carrier, name } = carrier.map_err(failed)?;
        carriers.insert(carrier, name);
    }
    Ok(carriers)
}

#[goflow::main]
fn main(args: Args) -> Result<Pipeline, BoxError> {
    let carriers = carriers(&args.airlines)?;
    let min_delay = args.min_delay;
    Ok(pipeline! {
        let flights = csv::source::<Flight>(&args.data).null("NA");
        let dead = json::sink::<Failed<RecordError>>(args.out.join("dead.jsonl"));
        let late_flights = json::sink::<Delay>(args.out.join("late.jsonl"));
        let summary = Summary::new(args.out.join("carriers.csv"));

        flights -> late(min_delay) -> with_name(carriers) -> late_flights;
        with_name -[key |delay| delay.carrier.clone()]-> statistics (c 2) -> summary;
        flights -[err]-> dead;
    }
    .name("flights"))
}
