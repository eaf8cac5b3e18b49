use super::{add, context, merge, total};
use crate::work::w2::{Seed, int_to_string, string_processor, string_source, string_to_int};

pub fn seed(events: u64) -> Seed {
    let context = context();
    // Each of two copies is one instance of the source.
    let texts = move |instance, _| (0..events).map(move |i| string_source(instance as usize, i));
    let mut source = context.stream_par_iter(texts).split(2);
    let (plain, to_process) = (source.remove(0), source.remove(0));
    let mut processed = to_process.map(string_processor).split(2);
    let (to_measure, to_print) = (processed.remove(0), processed.remove(0));
    let length = |text: String| string_to_int(&text);
    let ints = plain
        .map(length)
        .merge(to_measure.map(length))
        .fold_assoc((0, 0), |sum, n| add(sum, n as u64), merge)
        .collect_vec();
    let strings = context
        .stream_par_iter(0..events)
        .map(|i| int_to_string(i as usize))
        .merge(to_print)
        .fold_assoc((0, 0), |sum, text| add(sum, text.len() as u64), merge)
        .collect_vec();
    context.execute_blocking();
    Seed { strings: total(strings.get()), ints: total(ints.get()) }
}
