use super::context;
use crate::contestants::word::Word;
use crate::work::w4::{Counts, Text, split, weight};

/// Each copy counts the words of its half of the text, then the counts go to the key's owner.
pub fn words(text: &'static Text) -> Counts {
    let context = context();
    let halves = text.halves();
    let counted = context
        .stream_par_iter(move |index, _| halves[index as usize].lines())
        .flat_map(|line| split(line).map(Word))
        .group_by_count(|word| *word)
        .collect_vec();
    context.execute_blocking();
    let mut counts = Counts::default();
    for (word, count) in counted.get().unwrap_or_default() {
        counts.add(weight(word.0.as_bytes()), count as u64);
    }
    counts
}
