use super::{add, context, merge, total};
use crate::work::Sum;
use crate::work::w3::burn;

pub fn burning(events: u64) -> Sum {
    let context = context();
    let sums =
        context.stream_par_iter(0..events).map(burn).fold_assoc((0, 0), add, merge).collect_vec();
    context.execute_blocking();
    total(sums.get())
}
