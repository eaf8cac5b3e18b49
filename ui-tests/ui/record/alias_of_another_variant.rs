//! A word that would be read as either of two variants.

use goflow::prelude::*;

#[derive(Record)]
#[serde(rename_all = "snake_case")]
enum Status {
    OnTime,
    #[serde(alias = "on_time")]
    Planned,
}

fn main() {}
