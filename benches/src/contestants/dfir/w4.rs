use std::cell::RefCell;

use dfir_rs::dfir_syntax;

use crate::work::w4::{Counts, Text, split, weight};

pub fn words(text: &'static Text) -> Counts {
    let counts = RefCell::new(Counts::default());
    let out = &counts;
    let mut flow = dfir_syntax! {
        source_iter(text.lines())
            -> flat_map(split)
            -> map(|word| (word, 1))
            -> fold_keyed::<'tick, &'static str, u64>(|| 0, |count: &mut u64, one| *count += one)
            -> for_each(|(word, count): (&str, u64)| out.borrow_mut().add(weight(word.as_bytes()), count));
    };
    flow.run_tick_sync();
    drop(flow);
    counts.into_inner()
}
