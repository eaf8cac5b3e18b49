use std::cell::Cell;

use dfir_rs::dfir_syntax;

use crate::work::Sum;
use crate::work::w3::burn;

pub fn burning(events: u64) -> Sum {
    let sum = Cell::new(Sum::default());
    let out = &sum;
    let mut flow = dfir_syntax! {
        source_iter(0..events)
            -> map(burn)
            -> for_each(|z| {
                let mut sum = out.get();
                sum.add(z);
                out.set(sum);
            });
    };
    flow.run_tick_sync();
    drop(flow);
    sum.get()
}
