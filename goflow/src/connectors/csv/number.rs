//! Numbers from bytes, without a look at whether they are UTF-8.

/// An integer: digits, or a minus and digits. `None` for all else, which may still be a number (a
/// plus, quotes, more digits than these), and for what the type does not hold.
#[inline(always)]
pub(super) fn integer<T: TryFrom<i64>>(text: &[u8]) -> Option<T> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // Eighteen digits are no more than an i64 holds.
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut number = 0_i64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + i64::from(digit);
    }
    T::try_from(if negative { -number } else { number }).ok()
}

/// Whether a text could be taken for a number: then it has to be asked of each number if it is that
/// text, if the text stands for nothing.
pub(super) fn like_a_number(text: &str) -> bool {
    text.parse::<f64>().is_ok() || text.parse::<i128>().is_ok() || text.parse::<u128>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_it_reads_is_what_the_library_reads(
            text in prop_oneof!["[-+]?[0-9]{0,20}", "[-+0-9 a/:]{0,4}", any::<i64>().prop_map(|n| n.to_string())],
        ) {
            if let Some(number) = integer::<i64>(text.as_bytes()) {
                prop_assert_eq!(Ok(number), text.parse());
            } else if let Ok(number) = text.parse::<i64>() {
                prop_assert!(text.starts_with('+') || text.trim_start_matches('-').len() > 18, "{number}");
            }
            if let Some(number) = integer::<u8>(text.as_bytes()) {
                // The library refuses a minus before zero in what has no sign.
                prop_assert_eq!(Ok(i16::from(number)), text.parse());
            }
        }
    }

    #[test]
    fn what_is_like_a_number() {
        for text in ["-999", "NaN", "1e3", "+7", "340282366920938463463374607431768211455"] {
            assert!(like_a_number(text), "{text}");
        }
        assert!(!like_a_number("NA") && !like_a_number("\\N") && !like_a_number(""));
    }
}
