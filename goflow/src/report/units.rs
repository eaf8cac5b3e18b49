//! Numbers and times as people write them.

use std::time::Duration;

/// `1234567` as `1,234,567`.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Events per second: whole from 10 on, one decimal below, `-` when no time has passed.
pub(super) fn rate(events: u64, elapsed: Duration) -> String {
    // In tenths of an event, by integers: f64 would round what is above 2^53.
    let nanos = elapsed.as_nanos();
    if nanos == 0 {
        return "-".to_owned();
    }
    let tenths = (u128::from(events) * 10_000_000_000 + nanos / 2) / nanos;
    let whole = count(u64::try_from((tenths + 5) / 10).unwrap_or(u64::MAX));
    match (tenths / 10, tenths % 10) {
        (0, 0) if events > 0 => "<0.1".to_owned(),
        (ones @ 0..10, tenth @ 1..) => format!("{ones}.{tenth}"),
        _ => whole,
    }
}

const UNITS: [(&str, u128); 4] =
    [("ns", 1), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)];

/// A time in three digits, `1.24 s`, `830 ms`, `12 µs`; from a minute on in two units,
/// `2 min 05 s`, `3 h 00 min`, `1 d 04 h`.
pub(super) fn duration(time: Duration) -> String {
    let nanos = time.as_nanos();
    if nanos == 0 {
        return "0 s".to_owned();
    }
    for (unit, size) in UNITS {
        // The smallest step that three digits show, but no less than a nanosecond.
        let step = match nanos / size {
            0..10 => size / 100,
            10..100 => size / 10,
            _ => size,
        }
        .max(1);
        let rounded = round(nanos, step) * step;
        if rounded < if unit == "s" { 60 * size } else { 1_000 * size } {
            let decimals = format!("{:02}", rounded % size * 100 / size);
            let text = format!("{}.{decimals}", rounded / size);
            return format!("{} {unit}", text.trim_end_matches('0').trim_end_matches('.'));
        }
    }
    let seconds = round(nanos, 1_000_000_000);
    if seconds < 3_600 {
        return format!("{} min {:02} s", seconds / 60, seconds % 60);
    }
    let minutes = round(nanos, 60_000_000_000);
    if minutes < 24 * 60 {
        return format!("{} h {:02} min", minutes / 60, minutes % 60);
    }
    let hours = round(nanos, 3_600_000_000_000);
    format!("{} d {:02} h", hours / 24, hours % 24)
}

/// How many steps `n` has, a half rounded up.
fn round(n: u128, step: u128) -> u128 {
    (n + step / 2) / step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (123_456, "123,456")];
        for (n, text) in cases {
            assert_eq!(count(n), text);
        }
        assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn rates_are_whole_from_ten_on() {
        let cases = [
            (0, 1_000, "0"),
            (1, 0, "-"),
            (1, 1_000, "1"),
            (1, 2_000, "0.5"),
            (1, 1_000_000, "<0.1"),
            (99, 10_000, "9.9"),
            (999, 100_000, "10"),
            (105, 10_000, "11"),
            (1_000_000, 1_240, "806,452"),
        ];
        for (events, millis, text) in cases {
            assert_eq!(
                rate(events, Duration::from_millis(millis)),
                text,
                "{events} in {millis} ms"
            );
        }
        assert_eq!(rate(u64::MAX, Duration::from_nanos(1)), count(u64::MAX));
    }

    #[test]
    fn times_have_three_digits() {
        let cases = [
            (0, "0 s"),
            (1, "1 ns"),
            (999, "999 ns"),
            (1_000, "1 µs"),
            (1_005, "1.01 µs"),
            (12_000, "12 µs"),
            (12_340, "12.3 µs"),
            (999_499, "999 µs"),
            (999_500, "1 ms"),
            (9_996_000, "10 ms"),
            (99_960_000, "100 ms"),
            (830_000_000, "830 ms"),
            (999_600_000, "1 s"),
            (1_240_000_000, "1.24 s"),
            (1_200_000_000, "1.2 s"),
            (1_050_000_000, "1.05 s"),
            (59_940_000_000, "59.9 s"),
        ];
        for (nanos, text) in cases {
            assert_eq!(duration(Duration::from_nanos(nanos)), text, "{nanos} ns");
        }
    }

    #[test]
    fn long_times_have_two_units() {
        let cases = [
            (59_960, "1 min 00 s"),
            (125_400, "2 min 05 s"),
            (3_599_600, "1 h 00 min"),
            (11_220_000, "3 h 07 min"),
            (86_399_000, "1 d 00 h"),
            (100_800_000, "1 d 04 h"),
        ];
        for (millis, text) in cases {
            assert_eq!(duration(Duration::from_millis(millis)), text, "{millis} ms");
        }
        assert_eq!(duration(Duration::MAX), "213503982334601 d 07 h");
    }
}
