//! A file's column that two fields would be read from.

use goflow::prelude::*;

#[derive(Record)]
struct Flight {
    #[serde(alias = "tail", alias = "year")]
    tail_number: String,
    year: i32,
    #[record(alias = "plane", alias = "tail")]
    model: String,
}

fn main() {
    let _ = goflow::parquet::source::<Flight>("flights.parquet");
}
