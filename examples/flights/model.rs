//! What travels along the edges.

use goflow::prelude::*;
use serde::{Deserialize, Serialize};

use chrono::NaiveDate;

/// A row of the CSV files: the columns that are needed, found by name. `NA` is `None`.
#[derive(Debug, Deserialize)]
pub struct Flight {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    /// Minutes; less than 0 is early. A flight that was cancelled has none.
    pub dep_delay: Option<i32>,
    pub arr_delay: Option<i32>,
    pub carrier: String,
    pub flight: u32,
    pub tailnum: Option<String>,
    pub origin: String,
    pub dest: String,
    /// Miles.
    pub distance: u32,
}

/// A line of `airlines.csv`.
#[derive(Debug, Deserialize)]
pub struct Carrier {
    pub carrier: String,
    pub name: String,
}

/// A flight that left late: a row of the Parquet files.
#[derive(Debug, Clone, Record)]
pub struct Delay {
    pub date: Option<NaiveDate>,
    pub month: u8,
    pub carrier: String,
    pub carrier_name: Option<String>,
    pub flight: u32,
    pub tailnum: Option<String>,
    pub origin: String,
    pub dest: String,
    pub distance: u32,
    pub dep_delay: i32,
    pub arr_delay: Option<i32>,
}

impl Delay {
    /// The flight, of which the carrier's name is not known yet.
    pub fn new(flight: Flight, dep_delay: i32) -> Self {
        let (year, month, day) = (flight.year.into(), flight.month.into(), flight.day.into());
        Self {
            date: NaiveDate::from_ymd_opt(year, month, day),
            month: flight.month,
            carrier: flight.carrier,
            carrier_name: None,
            flight: flight.flight,
            tailnum: flight.tailnum,
            origin: flight.origin,
            dest: flight.dest,
            distance: flight.distance,
            dep_delay,
            arr_delay: flight.arr_delay,
        }
    }
}

/// The state of one carrier.
#[derive(Debug, Default)]
pub struct Tally {
    flights: u64,
    minutes: i64,
    longest: i32,
}

impl Tally {
    /// One more late flight.
    pub fn add(&mut self, delay: i32) {
        self.longest = if self.flights == 0 { delay } else { self.longest.max(delay) };
        self.flights += 1;
        self.minutes += i64::from(delay);
    }
}

/// A line of `carriers.csv`.
#[derive(Debug, Clone, Serialize)]
pub struct CarrierDelays {
    pub carrier: String,
    pub name: Option<String>,
    pub late_flights: u64,
    /// Minutes, to two decimals.
    pub mean_delay: f64,
    pub max_delay: i32,
}

impl CarrierDelays {
    /// What is known of the flight's carrier.
    pub fn new(delay: Delay, tally: &Tally) -> Self {
        let mean = tally.minutes as f64 / tally.flights as f64;
        Self {
            carrier: delay.carrier,
            name: delay.carrier_name,
            late_flights: tally.flights,
            mean_delay: (mean * 100.0).round() / 100.0,
            max_delay: tally.longest,
        }
    }
}
