use std::cell::RefCell;

use dfir_rs::dfir_syntax;

use crate::work::w2::{Seed, int_to_string, string_processor, string_source, string_to_int};

pub fn seed(events: u64) -> Seed {
    let seen = RefCell::new(Seed::default());
    let (ints, strings) = (&seen, &seen);
    let texts = (0..2).flat_map(|instance| (0..events).map(move |i| string_source(instance, i)));
    let mut flow = dfir_syntax! {
        source = source_iter(texts) -> tee();
        processed = source -> map(string_processor) -> tee();
        lengths = union() -> map(|text: String| string_to_int(&text)) -> for_each(|n| ints.borrow_mut().int_out(n));
        source -> lengths;
        processed -> lengths;
        texts = union() -> for_each(|text| strings.borrow_mut().string_out(text));
        processed -> texts;
        source_iter(0..events as usize) -> map(int_to_string) -> texts;
    };
    flow.run_tick_sync();
    drop(flow);
    seen.into_inner()
}
