use std::thread::spawn;

use super::{link, output, source};
use crate::contestants::counted::{Table, half, sum};
use crate::work::w4::{Counts, Text, split};

pub fn words(text: &'static Text) -> Counts {
    let (to_split, to_be_split) = link();
    let (to_first, first) = link();
    let (to_second, second) = link();
    source(text.lines(), to_split);
    spawn(move || {
        let to = [to_first, to_second];
        for word in to_be_split.iter().flat_map(split) {
            to[half(word)].send(word).unwrap();
        }
    });
    let count = |table: &mut Table, word| *table.entry(word).or_default() += 1;
    let (first, second) = (output(first, count), output(second, count));
    sum(&first.join().unwrap()).and(sum(&second.join().unwrap()))
}
