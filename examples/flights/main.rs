//! Flights that left late, with the names of their carriers, and what is typical of each carrier.
//!
//! `cargo run --example flights` reads the sample in `examples/data`, `-- --help` tells the rest.

mod args;
mod latest;
mod model;

use std::collections::HashMap;
use std::path::Path;

use goflow::prelude::*;
use goflow::{BoxError, csv, json, parquet};

use args::Args;
use latest::Latest;
use model::{Carrier, CarrierDelays, Delay, Flight, Tally};

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

/// The table for people.
#[output]
fn show(delays: &CarrierDelays) {
    let CarrierDelays { carrier, name, late_flights, mean_delay, max_delay } = delays;
    let name = name.as_deref().unwrap_or("?");
    println!(
        "{carrier}  {name:28} {late_flights:>6} late, {mean_delay:>6} min on average, {max_delay:>4} at most"
    );
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
        let late_flights = parquet::sink::<Delay>(args.out.join("late"))
            .overwrite()
            .partition_by("carrier", |delay: &Delay| delay.carrier.clone())
            .partition_by("month", |delay: &Delay| delay.month)
            .bucket_by(8, |delay: &Delay| delay.tailnum.clone());
        let latest = Latest;
        let table = csv::sink::<CarrierDelays>(args.out.join("carriers.csv"));

        flights -> late(min_delay) -> with_name(carriers) -> late_flights;
        with_name -[key |delay| delay.carrier.clone()]-> statistics (c 2) -> latest -> { table; show; }
        flights -[err]-> dead;
    }
    .name("flights"))
}
