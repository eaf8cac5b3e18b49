//! As a user writes it.

use std::path::Path;

use goflow::parquet;
use goflow::prelude::*;

use crate::contestants::on_tokio;

#[derive(Record)]
struct Order {
    id: u64,
    product: String,
    city: String,
    price: f64,
    quantity: u32,
    note: Option<String>,
}

fn run(flow: Pipeline) {
    if let Err(error) = on_tokio(flow.run()) {
        panic!("{error}");
    }
}

pub fn batches(path: &Path, out: &Path) {
    run(pipeline! {
        let orders = parquet::batches(path);
        let file = parquet::batch_sink(out.join("orders.parquet"));
        orders -> file;
    });
}

pub fn records(path: &Path, out: &Path) {
    run(pipeline! {
        let orders = parquet::source::<Order>(path);
        let file = parquet::sink::<Order>(out.join("orders.parquet"));
        orders -> file;
    });
}
