//! What the text of a cell means: its quotes, and the text that stands for nothing.

use std::borrow::Cow;

use super::format::Format;
use super::number::like_a_number;
use crate::connectors::file::{Charset, no_text};

/// How cells are understood.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    quote: u8,
    escape: Option<u8>,
    null: Option<Box<[u8]>>,
    /// What the text was before it was UTF-8.
    charset: Option<Charset>,
    /// Those for values that stand in the path, where no text is nothing; `None`: they are the same.
    path: Option<Box<Self>>,
    /// The text for nothing reads as a number, too.
    pub(super) null_is_a_number: bool,
    /// What cells become where the field does not say what it wants.
    pub(super) untyped: Untyped,
}

/// What a cell becomes where the type is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Untyped {
    /// Of a field of its own (an untagged enum, a decimal): a number, if that loses nothing.
    Exact,
    /// Of a whole record (`#[serde(flatten)]`, tagged enums): a number if it looks like one, and
    /// nothing where there is nothing.
    Guess,
    /// The text.
    Text,
}

impl Rules {
    pub(super) fn new(format: &Format) -> Self {
        let path = Self {
            quote: format.quote,
            escape: format.escape.filter(|escape| *escape != format.quote),
            null: None,
            charset: format.charset,
            path: None,
            null_is_a_number: false,
            untyped: Untyped::Exact,
        };
        let Some(null) = format.null.as_deref() else { return path };
        Self {
            null: Some(null.as_bytes().into()),
            path: Some(Box::new(path.clone())),
            null_is_a_number: like_a_number(null),
            ..path
        }
    }

    pub(super) fn with(&self, untyped: Untyped) -> Self {
        let path = self.path.as_deref().map(|path| Box::new(path.with(untyped)));
        Self { untyped, path, ..self.clone() }
    }

    /// How values are understood that stand in the path: there, nothing has a folder of its own.
    pub(super) fn of_path(&self) -> &Self {
        self.path.as_deref().unwrap_or(self)
    }

    /// What is wrong with a cell that is no text.
    #[cold]
    pub(super) fn no_text(&self) -> String {
        no_text(self.charset)
    }

    /// Whether a cell stands in quotes.
    #[inline(always)]
    pub(super) fn is_quoted(&self, raw: &[u8]) -> bool {
        raw.first() == Some(&self.quote)
    }

    /// Whether these bytes, without quotes, are the text that stands for nothing.
    #[inline(always)]
    pub(super) fn is_null(&self, bytes: &[u8]) -> bool {
        // The first byte tells most apart without a call.
        self.null.as_deref().is_some_and(|null| null.first() == bytes.first() && null == bytes)
    }

    /// A text in quotes, so that it is read as it is.
    pub(super) fn quoted(&self, text: &[u8]) -> Vec<u8> {
        let mut quoted = vec![self.quote];
        for byte in text {
            if *byte == self.quote || Some(*byte) == self.escape {
                quoted.push(self.escape.unwrap_or(self.quote));
            }
            quoted.push(*byte);
        }
        quoted.push(self.quote);
        quoted
    }

    /// What stands in quotes, and what follows them.
    #[cold]
    pub(super) fn unquote<'a>(&self, raw: &'a [u8]) -> Cow<'a, [u8]> {
        if let [_, inner @ .., last] = raw
            && *last == self.quote
            && memchr::memchr2(self.quote, self.escape.unwrap_or(self.quote), inner).is_none()
        {
            return inner.into();
        }
        self.unescape(raw.get(1..).unwrap_or_default()).into()
    }

    /// Text from behind the opening quote on.
    #[cold]
    fn unescape(&self, text: &[u8]) -> Vec<u8> {
        let mut plain = Vec::with_capacity(text.len());
        let mut bytes = text.iter().copied();
        // Inside of quotes, until one stands alone; what comes then is as it is.
        while let Some(byte) = bytes.next() {
            if byte == self.quote {
                match bytes.next() {
                    Some(next) if next == self.quote => plain.push(next),
                    next => {
                        plain.extend(next);
                        plain.extend(bytes);
                        return plain;
                    }
                }
            } else if Some(byte) == self.escape {
                plain.extend(bytes.next());
            } else {
                plain.push(byte);
            }
        }
        plain
    }

    /// A number with a point or an exponent; `None` for what is none, or is better left as it is.
    pub(super) fn float(&self, text: &str) -> Option<f64> {
        let number: f64 = text.parse().ok()?;
        let exact = self.untyped != Untyped::Exact || !loses(text, number);
        exact.then_some(number)
    }
}

/// Whether a text has digits that its nearest float does not. Fifteen it always has.
fn loses(text: &str, number: f64) -> bool {
    let digits = |text: &str| -> Vec<u8> {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        let leading = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..leading);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        digits
    };
    let written = digits(text);
    written.len() > 15 && written != digits(&number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_are_taken_off() {
        let format = Format { escape: Some(b'\\'), ..Format::default() };
        let (rules, escaping) = (Rules::new(&Format::default()), Rules::new(&format));
        let plain = |rules: &Rules, raw: &str| {
            String::from_utf8(rules.unquote(raw.as_bytes()).into_owned()).unwrap()
        };
        for (raw, text) in [
            (r#""""#, ""),
            (r#""a""#, "a"),
            (r#""a,""b""""#, "a,\"b\""),
            (r#""a"b"#, "ab"),
            (r#""a"b"c""#, "ab\"c\""),
            (r#""a"#, "a"),
            (r#"""""#, "\""),
            (r#""a\"#, "a\\"),
            ("\"", ""),
        ] {
            assert_eq!(plain(&rules, raw), text, "{raw}");
        }
        for (raw, text) in [(r#""a\"b""#, "a\"b"), (r#""\\""#, "\\"), (r#""a\"#, "a")] {
            assert_eq!(plain(&escaping, raw), text, "{raw}");
        }
    }

    #[test]
    fn floats_that_would_lose_digits_stay_text() {
        let rules = Rules::new(&Format::default());
        for (text, number) in [("0.10", 0.1), ("1e400", f64::INFINITY), ("-1.5e3", -1500.0)] {
            assert_eq!(rules.float(text), Some(number), "{text}");
        }
        assert_eq!(rules.float("0.30000000000000004"), Some(0.1 + 0.2));
        assert_eq!(rules.float("12345678901234567890.123456789"), None);
        assert!(rules.with(Untyped::Guess).float("3.14159265358979323846").is_some());
        assert_eq!(rules.float("x"), None);
    }
}
