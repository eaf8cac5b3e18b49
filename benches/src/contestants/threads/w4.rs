use std::thread::spawn;

use super::{link, output, source};
use crate::contestants::counted::{Table, half, sum};
use crate::work::w4::{Counts, Text, split};

pub fn words(text: &'static Text) -> Counts {
    let (to_split, to_be_split) = link();
    let (to_first, first) = link();
    let (to_second, second) = link();
    source(text.lines(), to_split);
    for _ in 0..2 {
        let (to_be_split, to) = (to_be_split.clone(), [to_first.clone(), to_second.clone()]);
        spawn(move || {
            for word in to_be_split.iter().flat_map(split) {
                to[half(word)].send(word).unwrap();
            }
        });
    }
    drop([to_first, to_second]);
    let count = |table: &mut Table, word| *table.entry(word).or_default() += 1;
    let (first, second) = (output(first, count), output(second, count));
    sum(&first.join().unwrap()).and(sum(&second.join().unwrap()))
}
