use goflow::prelude::*;
use goflow::{csv, json, parquet};

#[derive(Record)]
struct Columns {
    n: u64,
}

fn main() {
    let _ = pipeline! {
        let rows = csv::batches::<Columns>("rows.csv").null("NA");
        let lines = json::batches::<Columns>("lines.jsonl");
        let all = parquet::batch_sink("all/");
        [rows, lines] -> all;
    };
}
