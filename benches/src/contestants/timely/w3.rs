use std::cell::Cell;
use std::rc::Rc;

use timely::dataflow::ProbeHandle;
use timely::dataflow::operators::vec::{Map, ToStream};
use timely::dataflow::operators::{Inspect, Probe};

use super::{finish, part, workers};
use crate::work::Sum;
use crate::work::w3::burn;

pub fn burning(events: u64) -> Sum {
    workers(
        move |worker| {
            let numbers = part(worker, events);
            let (probe, sum) = (ProbeHandle::new(), Rc::new(Cell::new(Sum::default())));
            let out = sum.clone();
            worker.dataflow::<(), _, _>(|scope| {
                numbers
                    .to_stream(scope)
                    .map(burn)
                    .inspect(move |z| {
                        let mut sum = out.get();
                        sum.add(*z);
                        out.set(sum);
                    })
                    .probe_with(&probe);
            });
            finish(worker, &probe);
            sum.get()
        },
        Sum::and,
    )
}
