use std::cell::RefCell;
use std::rc::Rc;

use timely::dataflow::ProbeHandle;
use timely::dataflow::operators::vec::{Map, ToStream};
use timely::dataflow::operators::{Concat, Inspect, Probe};

use super::{finish, part, workers};
use crate::work::w2::{Seed, int_to_string, string_processor, string_source, string_to_int};

/// Each of two workers is one instance of the string source, and has half of the numbers.
pub fn seed(events: u64) -> Seed {
    workers(
        move |worker| {
            let (instance, numbers) = (worker.index(), part(worker, events));
            let (probe, seen) = (ProbeHandle::new(), Rc::new(RefCell::new(Seed::default())));
            let (ints, strings) = (seen.clone(), seen.clone());
            worker.dataflow::<(), _, _>(|scope| {
                let texts = (0..events).map(move |i| string_source(instance, i)).to_stream(scope);
                let processed = texts.clone().map(string_processor);
                texts
                    .concat(processed.clone())
                    .map(|text| string_to_int(&text))
                    .inspect(move |number| ints.borrow_mut().int_out(*number))
                    .probe_with(&probe);
                numbers
                    .to_stream(scope)
                    .map(|i| int_to_string(i as usize))
                    .concat(processed)
                    .map(move |text| strings.borrow_mut().string_out(text))
                    .probe_with(&probe);
            });
            finish(worker, &probe);
            *seen.borrow()
        },
        Seed::and,
    )
}
