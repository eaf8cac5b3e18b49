//! W3: few events that cost 4.8 µs of CPU each, for two workers: how well work is dealt out.

use super::Sum;

/// Events of a measurement.
pub const EVENTS: u64 = 200_000;
/// What [`EVENTS`] must give. Working it out takes as long as the measurement.
pub const ANSWER: Sum = Sum { count: EVENTS, sum: 15_256_783_811_397_165_899 };

const ROUNDS: u32 = 1_900;

/// The work on one event: xorshift64 with a multiplication each round.
pub fn burn(event: u64) -> u64 {
    let mut x = event.wrapping_add(0x9E37_79B9_7F4A_7C15);
    for _ in 0..ROUNDS {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x = x.wrapping_mul(0x2545_F491_4F6C_DD1D);
    }
    x
}

/// The answer for any number of events, in arithmetic that cannot wrap.
pub fn answer(events: u64) -> Sum {
    if events == EVENTS {
        return ANSWER;
    }
    let all = 1_u128 << 64;
    let mut answer = Sum::default();
    for event in 0..events {
        let mut x = (u128::from(event) + 0x9E37_79B9_7F4A_7C15) % all;
        for _ in 0..ROUNDS {
            x ^= x * 8192 % all;
            x ^= x / 128;
            x ^= x * 131_072 % all;
            x = x * 0x2545_F491_4F6C_DD1D % all;
        }
        answer.count += 1;
        answer.sum = ((u128::from(answer.sum) + x) % all) as u64;
    }
    answer
}
