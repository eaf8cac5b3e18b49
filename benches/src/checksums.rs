//! Every contestant gives the right answer for every workload it can do.

use std::fmt::Debug;

use crate::contestants::{ALL, Contestant, Entry};
use crate::work::w2::Seed;
use crate::work::w4::Text;
use crate::work::{Sum, w1, w2, w3, w5};

/// Runs all contestants that can do a workload.
fn all<S: Copy, A: PartialEq + Debug>(
    entry: fn(&'static Contestant) -> &'static Entry<S, A>,
    size: S,
    answer: &A,
) {
    for contestant in ALL {
        if let Entry::Run(run) = entry(contestant) {
            assert_eq!(run(size), *answer, "{}", contestant.name);
        }
    }
}

#[test]
fn w1() {
    let full = Sum { count: 7_500_000, sum: 15_076_804_156_269_983_824 };
    assert_eq!(w1::answer(w1::EVENTS), full);
    for events in [0, 1, 100_003] {
        all(|c| &c.w1, events, &w1::answer(events));
        all(|c| &c.w1q, events, &w1::answer(events));
    }
}

#[test]
fn w2() {
    let full = Seed {
        strings: Sum { count: 3_000_000, sum: 33_666_670 },
        ints: Sum { count: 4_000_000, sum: 51_555_560 },
    };
    assert_eq!(w2::answer(w2::EVENTS), full);
    for events in [0, 1, 10_003] {
        all(|c| &c.w2, events, &w2::answer(events));
    }
}

#[test]
fn w3() {
    for events in [0, 1, 301] {
        all(|c| &c.w3, events, &w3::answer(events));
    }
}

#[test]
fn w5() {
    for contestant in ALL {
        if let Entry::Run(run) = contestant.w5 {
            assert_eq!(run(1_000).sum, w5::answer(1_000), "{}", contestant.name);
        }
    }
}

#[test]
fn w4() {
    for lines in [1, 5_003] {
        let text = Text::new(lines);
        all(|c| &c.w4, text, &text.answer);
    }
}
