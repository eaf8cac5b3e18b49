//! What was written, read back and compared with what the csv crate says.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::Order;
use crate::files::Contestant;
use crate::measure::Failure;

/// Orders, in whatever order they come.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    orders: u64,
    ids: u64,
    cents: u64,
    quantities: u64,
    /// Of each text and its order.
    texts: u64,
    notes: u64,
}

impl Sums {
    fn add(&mut self, order: &Order<'_>) {
        let Order { id, product, city, price, quantity, note } = order;
        self.orders += 1;
        self.ids += id;
        self.cents += (price * 100.0).round() as u64;
        self.quantities += u64::from(*quantity);
        let texts = [*product, city, note.unwrap_or_default()];
        for (n, text) in (1..).zip(texts) {
            let bytes = (1..).zip(text.bytes()).map(|(place, byte)| place * u64::from(byte));
            self.texts = self.texts.wrapping_add((id + n).wrapping_mul(bytes.sum()));
        }
        self.notes += u64::from(note.is_some());
    }
}

/// Compares an output with its input.
pub fn check(input: &Path, out: &Path, contestant: &Contestant) -> Result<(), Failure> {
    let mut expected = Sums::default();
    let mut reader = csv::Reader::from_path(input).map_err(|error| error.to_string())?;
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        expected.add(&record.deserialize(Some(&header)).map_err(|error| error.to_string())?);
    }
    let (mut got, mut files) = (Sums::default(), 0);
    for file in fs::read_dir(out).map_err(|error| error.to_string())? {
        let path = file.map_err(|error| error.to_string())?.path();
        let file = File::open(path).map_err(|error| error.to_string())?;
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|error| error.to_string())?;
            got.add(&serde_json::from_str(&line).map_err(|error| error.to_string())?);
        }
        files += 1;
    }
    match expected == got && (1..=contestant.threads).contains(&files) {
        true => Ok(()),
        false => Err(format!("the answer is wrong: {got:?} in {files} files for {expected:?}")),
    }
}
