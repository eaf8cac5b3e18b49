use std::thread::spawn;

use crossbeam_channel::Sender;

use super::{link, map, output, source};
use crate::work::w2::{Seed, int_to_string, string_processor, string_source, string_to_int};

pub fn seed(events: u64) -> Seed {
    let (to_process, to_be_processed) = link();
    let (to_measure, to_be_measured) = link();
    let (to_write, to_be_written) = link();
    let (to_strings, strings) = link();
    let (to_ints, ints) = link();
    for instance in 0..2 {
        let texts = (0..events).map(move |i| string_source(instance, i));
        fan(texts, to_process.clone(), to_measure.clone());
    }
    drop(to_process);
    fan(to_be_processed.into_iter().map(string_processor), to_measure, to_strings.clone());
    map(to_be_measured, to_ints, |text: String| string_to_int(&text));
    source(0..events as usize, to_write);
    map(to_be_written, to_strings, int_to_string);
    let (ints, strings) = (output(ints, Seed::int_out), output(strings, Seed::string_out));
    ints.join().unwrap().and(strings.join().unwrap())
}

/// A node that sends to two.
fn fan(
    texts: impl Iterator<Item = String> + Send + 'static,
    one: Sender<String>,
    other: Sender<String>,
) {
    spawn(move || {
        for text in texts {
            one.send(text.clone()).unwrap();
            other.send(text).unwrap();
        }
    });
}
