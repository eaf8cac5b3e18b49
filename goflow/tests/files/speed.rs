//! What writing costs, against loops by hand in the same run. For `--release -- --ignored --nocapture`.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use goflow::prelude::*;
use goflow::{Output, Writer, csv, json, testing};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone)]
struct Flight {
    carrier: String,
    tail: String,
    delay: Option<i32>,
    distance: u32,
    speed: f64,
}

fn flights(count: u32) -> Vec<Flight> {
    let carriers =
        ["UA", "AA", "B6", "DL", "EV", "MQ", "US", "WN", "VX", "FL", "AS", "9E", "F9", "HA"];
    let flight = |n: u32| {
        let mixed = n.wrapping_mul(0x9e37_79b1) >> 7;
        Flight {
            carrier: carriers[mixed as usize % carriers.len()].to_string(),
            tail: format!("N{}", mixed % 4000),
            delay: (!mixed.is_multiple_of(11)).then_some(mixed as i32 % 300 - 50),
            distance: mixed % 3000,
            speed: f64::from(mixed % 9000) / 10.0,
        }
    };
    (0..count).map(flight).collect()
}

/// Seconds of this process on any processor, and by the clock.
fn measured(mut run: impl FnMut()) -> (f64, f64) {
    let (cpu, wall) = (cpu(), Instant::now());
    run();
    (self::cpu() - cpu, wall.elapsed().as_secs_f64())
}

fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    // In ticks, of which Linux has 100 a second.
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// The least of both, which is what others disturb least.
fn least(of: &mut (f64, f64), (cpu, wall): (f64, f64)) {
    *of = (of.0.min(cpu), of.1.min(wall));
}

#[test]
#[ignore = "it measures"]
fn csv_to_json_lines_against_a_loop_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in.csv"), folder.path().join("out.jsonl"));
    let mut text = String::from("carrier,tail,delay,distance,speed\n");
    for Flight { carrier, tail, delay, distance, speed } in flights(1_000_000) {
        let delay = delay.map_or(String::new(), |delay| delay.to_string());
        text += &format!("{carrier},{tail},{delay},{distance},{speed}\n");
    }
    std::fs::write(&input, text).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut best = [(f64::MAX, f64::MAX); 2];
    for _ in 0..5 {
        least(&mut best[0], measured(|| by_hand(&input, &output)));
        let expected = std::fs::read(&output).unwrap();
        std::fs::remove_file(&output).unwrap();
        least(
            &mut best[1],
            measured(|| {
                let (input, output) = (&input, &output);
                runtime.block_on(async move {
                    let flow = pipeline! {
                        let rows = csv::source::<Flight>(input);
                        let lines = json::sink::<Flight>(output);
                        rows -> lines;
                    };
                    flow.run().await.unwrap();
                });
            }),
        );
        assert!(std::fs::read(&output).unwrap() == expected);
    }
    let [hand, ours] = best;
    println!("1M rows csv -> JSON lines, CPU s and wall s: by hand {hand:.2?}, goflow {ours:.2?}");
    println!("goflow does {:.2} of the loop's rows a second", hand.1 / ours.1);
}

/// The usual way: the csv crate, serde, a buffered writer, synced as ours is.
fn by_hand(input: &Path, output: &Path) {
    let mut reader = ::csv::Reader::from_path(input).unwrap();
    let mut out =
        std::io::BufWriter::with_capacity(256 << 10, std::fs::File::create(output).unwrap());
    for row in reader.deserialize::<Flight>() {
        serde_json::to_writer(&mut out, &row.unwrap()).unwrap();
        out.write_all(b"\n").unwrap();
    }
    out.into_inner().unwrap().sync_all().unwrap();
}

#[test]
#[ignore = "it measures"]
fn a_sinks_own_cost_per_event() {
    let count = 1_000_000;
    let events = flights(count);
    let mut sorted = events.clone();
    sorted.sort_by(|a, b| a.carrier.cmp(&b.carrier));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let run = |sink: json::JsonSink<Flight>, events: &[Flight]| {
        let events: Vec<Vec<Flight>> = events.chunks(1024).map(<[Flight]>::to_vec).collect();
        measured(|| {
            runtime.block_on(async {
                let mut writer = sink.open(&testing::context("sink", 0, 1)).await.unwrap();
                for batch in events.clone() {
                    writer.write(batch, &mut Vec::new()).await.unwrap();
                }
                let prepared = writer.prepare().await.unwrap();
                sink.commit(prepared).await.unwrap();
            });
        })
    };
    let names = ["encoding alone", "one file", "by carrier, sorted", "by carrier, mixed"];
    let mut best = [(f64::MAX, f64::MAX); 4];
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let to = |name: &str| json::sink::<Flight>(folder.path().join(name));
        let by = |sink: json::JsonSink<Flight>| {
            // The value without an allocation, so that only the sink's own cost is seen.
            sink.partition_by("x", |flight: &Flight| u64::from(flight.carrier.as_bytes()[0]))
        };
        least(
            &mut best[0],
            measured(|| {
                // Batches are copied in the others, too.
                let mut out = std::fs::File::create(folder.path().join("plain")).unwrap();
                let mut text = Vec::new();
                for batch in events.chunks(1024) {
                    let copy = batch.to_vec();
                    for event in &copy {
                        serde_json::to_writer(&mut text, event).unwrap();
                        text.push(b'\n');
                    }
                    if text.len() >= 256 << 10 {
                        out.write_all(&text).unwrap();
                        text.clear();
                    }
                }
                out.write_all(&text).unwrap();
                out.sync_all().unwrap();
            }),
        );
        least(&mut best[1], run(to("a.jsonl"), &events));
        least(&mut best[2], run(by(to("b")), &sorted));
        least(&mut best[3], run(by(to("c")), &events));
    }
    for (name, (cpu, wall)) in names.iter().zip(best) {
        let nanos = (cpu - best[0].0) * 1e9 / f64::from(count);
        println!("{name}: {cpu:.2} s of CPU, {wall:.2} s; {nanos:+.0} ns of CPU an event");
    }
}
