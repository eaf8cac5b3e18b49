use std::cell::Cell;

use dfir_rs::dfir_syntax;

use crate::work::Sum;
use crate::work::w1::{keep, mix, spread};

pub fn chain(events: u64) -> Sum {
    let sum = Cell::new(Sum::default());
    let out = &sum;
    let mut flow = dfir_syntax! {
        source_iter(0..events)
            -> map(mix)
            -> filter(|y| keep(*y))
            -> map(spread)
            -> for_each(|z| {
                // `fold` would wait for all of its input in a buffer.
                let mut sum = out.get();
                sum.add(z);
                out.set(sum);
            });
    };
    flow.run_tick_sync();
    drop(flow);
    sum.get()
}
