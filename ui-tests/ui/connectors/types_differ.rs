use goflow::prelude::*;
use goflow::{json, parquet};

#[derive(Record)]
struct Flight {
    carrier: String,
    delay: Option<i32>,
}

#[derive(Record)]
struct Delay {
    carrier: String,
    minutes: i32,
}

#[task]
fn late(flight: Flight) -> Option<Delay> {
    flight.delay.map(|minutes| Delay { carrier: flight.carrier, minutes })
}

fn main() {
    let _ = pipeline! {
        let rows = parquet::source::<Flight>("in/*.parquet");
        let delays = parquet::sink::<Flight>("out/late");
        let dead = json::sink::<RecordError>("out/dead.jsonl");
        rows -> late -> delays;
        rows -[err]-> dead;
    };
    let _ = parquet::sink::<Delay>("out/late")
        .partition_by("minutes", |delay: &Delay| f64::from(delay.minutes));
}
