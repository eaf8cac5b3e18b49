//! As a user writes it.

use std::path::Path;

use goflow::prelude::*;
use goflow::{csv, json};
use serde::{Deserialize, Serialize};

use crate::contestants::on_tokio;

#[derive(Serialize, Deserialize)]
struct Order {
    id: u64,
    product: String,
    city: String,
    price: f64,
    quantity: u32,
    note: Option<String>,
}

fn job(path: &Path, out: &Path, workers: usize) {
    let flow = pipeline! {
        let orders = csv::source::<Order>(path);
        let lines = json::sink::<Order>(out);
        orders (c {workers}) -> lines (c {workers});
    };
    if let Err(error) = on_tokio(flow.run()) {
        panic!("{error}");
    }
}

pub fn one(path: &Path, out: &Path) {
    job(path, out, 1);
}

pub fn two(path: &Path, out: &Path) {
    job(path, out, 2);
}
