//! No bytes make the JSON source panic, loop, or run out of memory, whatever it is told of them.
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

/// Some of every kind.
#[allow(dead_code, reason = "deserialized, and dropped")]
#[derive(serde::Deserialize)]
struct Every {
    a: Option<i32>,
    b: Option<f64>,
    #[serde(default)]
    name: String,
    list: Option<Vec<Every>>,
    map: Option<BTreeMap<String, u64>>,
}

fn read<T: DeserializeOwned + Event>(form: u8, setting: &Setting, bytes: &[u8]) {
    let mut source = goflow::json::source::<T>(files::file(bytes, "json"))
        .compression(setting.compression)
        .max_record(setting.max_record)
        .split_size(setting.split);
    if form & 1 == 1 {
        source = source.array();
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
        seeds::plant(&["JSONTestSuite", "csv-spectrum"], &["json"], &[0, 0], 3000);
    },
    |bytes: &[u8]| {
        let Some(([form, setting], text)) = bytes.split_first_chunk() else { return };
        let setting = Setting::of(*setting);
        match form >> 6 {
            0 | 1 => read::<serde_json::Value>(*form, &setting, text),
            2 => read::<Every>(*form, &setting, text),
            _ => read::<(Option<i64>, String)>(*form, &setting, text),
        }
    }
);
