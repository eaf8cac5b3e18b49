use std::cell::RefCell;
use std::rc::Rc;

use timely::dataflow::ProbeHandle;
use timely::dataflow::operators::vec::{Map, ToStream};
use timely::dataflow::operators::{Exchange, Inspect, Probe};

use super::{finish, workers};
use crate::contestants::counted::{Table, sum};
use crate::contestants::word::Word;
use crate::work::w4::{Counts, Text, split};

/// Each worker splits its half of the text, and sends the words to the key's owner.
pub fn words(text: &'static Text) -> Counts {
    workers(
        move |worker| {
            let lines = text.halves()[worker.index()].lines();
            let (probe, table) = (ProbeHandle::new(), Rc::new(RefCell::new(Table::default())));
            let out = table.clone();
            let hasher = ahash::RandomState::with_seeds(1, 2, 3, 4);
            worker.dataflow::<(), _, _>(|scope| {
                lines
                    .to_stream(scope)
                    .flat_map(|line| split(line).map(Word))
                    .exchange(move |word| hasher.hash_one(word.0) >> 63)
                    .inspect(move |word| *out.borrow_mut().entry(word.0).or_default() += 1)
                    .probe_with(&probe);
            });
            finish(worker, &probe);
            sum(&table.borrow())
        },
        Counts::and,
    )
}
