//! Numbers of settings.

use proc_macro2::Literal;

/// Why a literal is no number.
pub(crate) enum NoNumber {
    TooBig,
    Other,
}

/// The value of an integer literal: `64`, `1_000`, `0x10`, `8usize`.
pub(crate) fn number(literal: &Literal) -> Result<u64, NoNumber> {
    const TYPES: &[&str] =
        &["usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128"];
    let written = literal.to_string();
    let plain = TYPES.iter().find_map(|ty| written.strip_suffix(ty)).unwrap_or(&written);
    let (radix, digits) = match plain.get(..2) {
        Some("0x") => (16, plain.get(2..).unwrap_or_default()),
        Some("0o") => (8, plain.get(2..).unwrap_or_default()),
        Some("0b") => (2, plain.get(2..).unwrap_or_default()),
        _ => (10, plain),
    };
    let digits = digits.replace('_', "");
    if digits.is_empty() || !digits.chars().all(|ch| ch.is_digit(radix)) {
        return Err(NoNumber::Other);
    }
    u64::from_str_radix(&digits, radix).map_err(|_| NoNumber::TooBig)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Option<u64> {
        number(&written.parse().unwrap()).ok()
    }

    #[test]
    fn integers_are_read_as_rust_writes_them() {
        for (written, value) in
            [("0", 0), ("1_000", 1000), ("0x1F", 31), ("0b1_1", 3), ("0o17u8", 15), ("4usize", 4)]
        {
            assert_eq!(read(written), Some(value), "{written}");
        }
        assert_eq!(read("18446744073709551615"), Some(u64::MAX));
    }

    #[test]
    fn other_literals_are_no_numbers() {
        for written in ["1.5", "1e3", "4f32", "64k", "\"4\"", "'4'", "b'4'", "1.", "-4"] {
            assert_eq!(read(written), None, "{written}");
        }
        let big = "18446744073709551616".parse().unwrap();
        assert!(matches!(number(&big), Err(NoNumber::TooBig)));
    }
}
