//! W2: the graph that goflow began with, with strings that are made, copied, measured and dropped.
//!
//! ```text
//! string_source (2 instances) -> { string_processor -> { string_to_int -> int_out; string_out; } string_to_int; }
//! int_source -> int_to_string -> string_out;
//! ```

use super::Sum;

/// Events of each of the three source instances.
pub const EVENTS: u64 = 1_000_000;

/// What the two outputs saw: strings and the sum of their lengths, ints and their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seed {
    pub strings: Sum,
    pub ints: Sum,
}

impl Seed {
    #[inline]
    pub fn string_out(&mut self, text: String) {
        self.strings.add(text.len() as u64);
    }

    #[inline]
    pub fn int_out(&mut self, number: usize) {
        self.ints.add(number as u64);
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { strings: self.strings.and(other.strings), ints: self.ints.and(other.ints) }
    }
}

#[inline]
pub fn string_source(instance: usize, i: u64) -> String {
    format!("src_{instance}_{i}")
}

#[inline]
pub fn string_processor(text: String) -> String {
    text + "_p"
}

/// It only reads; who can, lends it the string.
#[inline]
pub fn string_to_int(text: &str) -> usize {
    text.len()
}

#[inline]
pub fn int_to_string(number: usize) -> String {
    number.to_string()
}

/// The answer for any number of events: lengths by arithmetic, no string made.
pub fn answer(events: u64) -> Seed {
    let digits: u64 = (0..events).map(|i| u64::from(i.checked_ilog10().unwrap_or(0)) + 1).sum();
    let plain = 2 * (digits + events * "src_0_".len() as u64);
    let processed = plain + 2 * events * "_p".len() as u64;
    Seed {
        strings: Sum { count: 3 * events, sum: processed + digits },
        ints: Sum { count: 4 * events, sum: plain + processed },
    }
}
