//! Ratios to the work done by hand; run with `--release -- --ignored --nocapture speed`.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ::parquet::arrow::ArrowWriter;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use ::parquet::basic::{Compression as Codec, ZstdLevel};
use ::parquet::file::properties::WriterProperties;
use goflow::arrow::array::builder::{Int32Builder, Int64Builder, StringBuilder};
use goflow::arrow::array::{ArrayRef, RecordBatch};
use goflow::parquet;
use goflow::prelude::*;
use goflow::record::{RecordBuilder, schema};

#[derive(Record, Clone)]
struct Flight {
    year: i32,
    month: i32,
    day: i32,
    dep_time: Option<i32>,
    dep_delay: Option<i32>,
    arr_delay: Option<i32>,
    carrier: String,
    flight: i32,
    tail: Option<String>,
    origin: String,
    dest: String,
    distance: i64,
}

fn flight(n: i32) -> Flight {
    let carriers = ["UA", "B6", "EV", "DL", "AA", "MQ", "US", "9E"];
    let dests = ["LAX", "BOS", "MIA", "ORD", "ATL", "SFO", "CLT", "MCO", "IAH"];
    // A walk that does not repeat soon.
    let mixed = n.wrapping_mul(0x9e37_79b9_u32.cast_signed()).cast_unsigned();
    let pick = |list: &[&str], by: u32| list[(mixed / by) as usize % list.len()].to_string();
    Flight {
        year: 2013,
        month: 1 + n / 28_000 % 12,
        day: 1 + n / 1_000 % 28,
        dep_time: (!mixed.is_multiple_of(40)).then_some((mixed % 2400).cast_signed()),
        dep_delay: (!mixed.is_multiple_of(40)).then_some((mixed % 300).cast_signed() - 20),
        arr_delay: (!mixed.is_multiple_of(37)).then_some((mixed % 311).cast_signed() - 40),
        carrier: pick(&carriers, 7),
        flight: (mixed % 8000).cast_signed(),
        tail: (!mixed.is_multiple_of(130)).then(|| format!("N{}", mixed % 4000)),
        origin: pick(&["EWR", "JFK", "LGA"], 11),
        dest: pick(&dests, 13),
        distance: i64::from(mixed % 5000),
    }
}

const ROWS: i32 = 1_000_000;

#[source]
fn flights() -> impl Iterator<Item = Flight> {
    (0..ROWS).map(flight)
}

/// Wall and CPU seconds (of all threads) that some work takes.
fn timed(work: impl FnOnce()) -> (f64, f64) {
    let cpu = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<f64> = stat
            .rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .map(|field| field.parse().unwrap_or(0.0))
            .collect();
        (fields[11] + fields[12]) / 100.0
    };
    let (begin, used) = (Instant::now(), cpu());
    work();
    (begin.elapsed().as_secs_f64(), cpu() - used)
}

/// The least of several runs in turn.
fn race(runs: usize, works: &mut [(&str, &mut dyn FnMut())]) -> Vec<(f64, f64)> {
    let mut least = vec![(f64::MAX, f64::MAX); works.len()];
    for _ in 0..runs {
        for ((_, work), least) in works.iter_mut().zip(&mut least) {
            let (wall, cpu) = timed(work);
            *least = (least.0.min(wall), least.1.min(cpu));
        }
    }
    for ((name, _), (wall, cpu)) in works.iter().zip(&least) {
        eprintln!("{name}: {wall:.3} s, CPU {cpu:.2} s");
    }
    least
}

fn by_hand(from: &Path, to: &Path) {
    let file = std::fs::File::open(from).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = reader.schema().clone();
    let properties = WriterProperties::builder()
        .set_compression(Codec::ZSTD(ZstdLevel::try_new(3).unwrap()))
        .build();
    let file = std::fs::File::create(to).unwrap();
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties)).unwrap();
    for batch in reader.with_batch_size(8192).build().unwrap() {
        writer.write(&batch.unwrap()).unwrap();
    }
    writer.close().unwrap();
}

#[test]
#[ignore = "takes a while, and means something in a release build only"]
fn speed_of_parquet_to_parquet() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let run = |flow: Pipeline| {
        runtime.block_on(flow.run()).unwrap();
    };
    let from = at("from.parquet");
    run(pipeline! { let file = parquet::sink::<Flight>(&from); flights -> file; });
    let batches = || {
        pipeline! {
            let file = parquet::batches(&from);
            let to = parquet::batch_sink(at("batches.parquet"));
            file -> to;
        }
    };
    let records = || {
        pipeline! {
            let file = parquet::source::<Flight>(&from);
            let to = parquet::sink::<Flight>(at("records.parquet"));
            file -> to;
        }
    };
    let least = race(
        5,
        &mut [
            ("arrow's reader and writer", &mut || by_hand(&from, &at("hand.parquet"))),
            ("batches to batches", &mut || run(batches())),
            ("records to records", &mut || run(records())),
        ],
    );
    let ratio = least[0].1 / least[1].1;
    eprintln!("batches have {ratio:.2} of the speed by hand, in CPU seconds");
}

fn hand_built(flights: &[Flight]) -> RecordBatch {
    let mut years = Int32Builder::new();
    let mut months = Int32Builder::new();
    let mut days = Int32Builder::new();
    let mut dep_times = Int32Builder::new();
    let mut dep_delays = Int32Builder::new();
    let mut arr_delays = Int32Builder::new();
    let mut carriers = StringBuilder::new();
    let mut numbers = Int32Builder::new();
    let mut tails = StringBuilder::new();
    let mut origins = StringBuilder::new();
    let mut dests = StringBuilder::new();
    let mut distances = Int64Builder::new();
    for flight in flights {
        years.append_value(flight.year);
        months.append_value(flight.month);
        days.append_value(flight.day);
        dep_times.append_option(flight.dep_time);
        dep_delays.append_option(flight.dep_delay);
        arr_delays.append_option(flight.arr_delay);
        carriers.append_value(&flight.carrier);
        numbers.append_value(flight.flight);
        tails.append_option(flight.tail.as_deref());
        origins.append_value(&flight.origin);
        dests.append_value(&flight.dest);
        distances.append_value(flight.distance);
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(years.finish()),
        Arc::new(months.finish()),
        Arc::new(days.finish()),
        Arc::new(dep_times.finish()),
        Arc::new(dep_delays.finish()),
        Arc::new(arr_delays.finish()),
        Arc::new(carriers.finish()),
        Arc::new(numbers.finish()),
        Arc::new(tails.finish()),
        Arc::new(origins.finish()),
        Arc::new(dests.finish()),
        Arc::new(distances.finish()),
    ];
    RecordBatch::try_new(schema::<Flight>(), columns).unwrap()
}

#[test]
#[ignore = "takes a while, and means something in a release build only"]
fn speed_of_columns_from_records() {
    let flights: Vec<_> = (0..ROWS).map(flight).collect();
    let mut builder = RecordBuilder::<Flight>::new(8192);
    let mut derived = || {
        for part in flights.chunks(8192) {
            for flight in part {
                builder.append(flight).unwrap();
            }
            black_box(builder.finish().unwrap());
        }
    };
    let mut by_hand = || {
        for part in flights.chunks(8192) {
            black_box(hand_built(part));
        }
    };
    let batches: Vec<_> = flights.chunks(8192).map(hand_built).collect();
    let mut back = || {
        for batch in &batches {
            for flight in goflow::record::rows::<Flight>(batch).unwrap() {
                black_box(flight.unwrap());
            }
        }
    };
    let least = race(
        9,
        &mut [
            ("arrow's builders by hand", &mut by_hand),
            ("the derive's", &mut derived),
            ("back to records", &mut back),
        ],
    );
    eprintln!("the derive has {:.2} of the speed by hand", least[0].0 / least[1].0);
}
