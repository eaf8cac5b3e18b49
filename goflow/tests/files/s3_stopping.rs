//! A stop ends at once what waits for a store: the proxy holds one answer after the other, from the first on.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use goflow::prelude::*;
use goflow::{avro, csv, json, parquet};
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

use super::moto::{Moto, relay};
use super::s3_ahead::{Seen, ask, asked};
use super::s3_writing::run;

const FORMATS: [&str; 4] = ["avro", "csv", "jsonl", "parquet"];
/// Of a file, so many answers come before one is held; each case has a file of its own.
const HELD: usize = 4;

#[derive(Record, Serialize, Deserialize, Clone)]
struct Row {
    n: i64,
    mixed: i64,
}

#[source]
fn rows() -> impl Iterator<Item = Row> + use<> {
    (0..300_000).map(|n: i64| Row { n, mixed: n.wrapping_mul(0x9e_3779_b97f_4a7c) })
}

/// Writes a file of each format.
async fn write(folder: &Path) {
    let flow = pipeline! {
        let avro = avro::sink::<Row>(folder.join("a.avro"));
        let csv = csv::sink::<Row>(folder.join("a.csv"));
        let json = json::sink::<Row>(folder.join("a.jsonl"));
        let parquet = parquet::sink::<Row>(folder.join("a.parquet"));
        rows -> {
            avro;
            csv;
            json;
            parquet;
        };
    };
    flow.run().await.unwrap();
}

/// The case of a file, which its name and the listing of it begin with.
fn case(head: &str) -> Option<usize> {
    let (before, _) = head.lines().next()?.split_once("-held.")?;
    before.get(before.len() - 2..)?.parse().ok()
}

#[test]
fn a_stop_ends_a_source_that_waits_for_a_store() {
    let Some(moto) = Moto::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    Runtime::new().unwrap().block_on(write(folder.path()));
    moto.put("/data", b"");
    for (at, format) in FORMATS.iter().enumerate() {
        let bytes = std::fs::read(folder.path().join("a").with_extension(format)).unwrap();
        for case in at * HELD..(at + 1) * HELD {
            moto.put(&format!("/data/{case:02}-held.{format}"), &bytes);
        }
    }
    let seen = Arc::<Seen>::default();
    let (told, counts) = (seen.clone(), Mutex::<HashMap<usize, usize>>::default());
    let port = relay(moto.port, move |head| {
        if let Some(case) = head.strip_prefix("GET /waits/").and_then(|rest| rest.get(..2)) {
            let case = case.parse().unwrap();
            return told.until("what is held", |state| state.asked.contains(&case));
        }
        let Some(case) = case(head) else { return };
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(case).or_default();
        *count += 1;
        if *count > case % HELD {
            drop(counts);
            told.change(|state| _ = state.asked.insert(case));
            told.until("the end", |state| state.over);
        }
    });
    run("s3_stopping::stops_while_it_waits", port);
    assert!(asked(&seen).into_iter().eq(0..FORMATS.len() * HELD));
    seen.change(|state| state.over = true);
}

#[test]
#[ignore = "it needs the environment that another test gives it"]
fn stops_while_it_waits() {
    for (at, format) in FORMATS.iter().enumerate() {
        for case in at * HELD..(at + 1) * HELD {
            let path = format!("s3://data/{case:02}-held.{format}");
            // One by itself, whose end nothing is to be harmed by.
            let runtime = Runtime::new().unwrap();
            let flow = match *format {
                "avro" => {
                    pipeline! { let file (c 2) = avro::source::<Row>(path); file -> discard; }
                }
                "csv" => pipeline! { let file (c 2) = csv::source::<Row>(path); file -> discard; },
                "jsonl" => {
                    pipeline! { let file (c 2) = json::source::<Row>(path); file -> discard; }
                }
                _ => pipeline! { let file (c 2) = parquet::source::<Row>(path); file -> discard; },
            };
            let report = runtime.block_on(async {
                let running = flow.start();
                tokio::spawn(async move { ask(&format!("/waits/{case:02}")) }).await.unwrap();
                running.stop().await
            });
            assert!(report.unwrap().node("file").unwrap().sent < 300_000);
        }
    }
}
