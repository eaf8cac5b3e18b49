use goflow::prelude::*;
use goflow::{csv, json, parquet};

#[derive(Record)]
struct Row {
    n: u64,
}

fn main() {
    let rows = csv::source::<(u32, String)>("rows.csv");
    let lines = json::sink::<(u32, String)>("lines.jsonl");
    let _ = pipeline! {
        let from = &rows;
        let to = &lines;
        from -> to;
    };
    let columns = parquet::source::<Row>("rows.parquet");
    let _ = pipeline! {
        let from = &columns;
        from -> discard;
    };
}
