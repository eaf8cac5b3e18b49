//! W1: a chain of cheap functions on numbers. All that is measured is what stands between them.

use super::Sum;

/// Events of a measurement.
pub const EVENTS: u64 = 10_000_000;

#[inline]
pub fn mix(x: u64) -> u64 {
    x.wrapping_mul(2_654_435_761) ^ (x >> 7)
}

/// True for three of four.
#[inline]
pub fn keep(y: u64) -> bool {
    y & 3 != 0
}

#[inline]
pub fn spread(y: u64) -> u64 {
    (y >> 3).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The answer for any number of events, in arithmetic that cannot wrap.
pub fn answer(events: u64) -> Sum {
    let mut answer = Sum::default();
    for i in 0..u128::from(events) {
        let mixed = ((i * 2_654_435_761) % (1 << 64)) ^ (i / 128);
        if mixed % 4 > 0 {
            let spread = (mixed / 8 * 0x9E37_79B9_7F4A_7C15) % (1 << 64);
            answer.count += 1;
            answer.sum = ((u128::from(answer.sum) + spread) % (1 << 64)) as u64;
        }
    }
    answer
}
