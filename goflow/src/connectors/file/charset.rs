//! `Charset`: how text is encoded that is no UTF-8.

use std::fmt;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What UTF-8 may begin with, and is no part of the text.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What stands where bytes are no letter: a byte that no UTF-8 has. Whoever wants the text finds that it
/// is none, and nobody takes it for what was written there.
pub(super) const NO_LETTER: u8 = 0xff;

/// What text in another encoding than UTF-8 is told.
const NO_UTF_8: &str = "it is no UTF-8; say how it is encoded, as `.encoding(\"windows-1252\")` does, or \
                        convert the file, as `iconv -f latin1 -t utf-8` does";

/// An encoding that is not UTF-8.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charset(pub(super) &'static Encoding);

impl Charset {
    /// The one of that name; `None`: it is UTF-8.
    pub(crate) fn of(name: &str) -> Result<Option<Self>, String> {
        let known = |name: &str| Encoding::for_label_no_replacement(name.as_bytes());
        // Python says `latin-1` and `iso8859_15`.
        let other = || [name.replace('_', "-"), name.replace(['-', '_'], "")];
        let found = known(name).or_else(|| other().iter().find_map(|name| known(name)));
        match found {
            Some(encoding) => Ok(Some(Self(encoding)).filter(|found| found.0 != UTF_8)),
            None => Err(format!(
                "`.encoding({name:?})` is no encoding that is known; some that are: `windows-1252`, \
                 `iso-8859-15`, `koi8-r`, `utf-16`, `shift_jis`, `gb18030`; all names stand in \
                 https://encoding.spec.whatwg.org/#names-and-labels"
            )),
        }
    }

    /// Whether each byte is a letter, and those of ASCII mean the same as there.
    pub(crate) fn is_single_byte(self) -> bool {
        self.0.is_single_byte()
    }

    /// Adds to `to`, as UTF-8, what these bytes say: some letters, or [`NO_LETTER`] alone if one is none.
    pub(crate) fn append(self, bytes: &[u8], to: &mut Vec<u8>) {
        let before = to.len();
        let mut decoder = self.0.new_decoder_without_bom_handling();
        let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        to.resize(before + most.unwrap_or(0), 0);
        let free = to.get_mut(before..).unwrap_or_default();
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(bytes, free, true);
        if result == DecoderResult::InputEmpty {
            to.truncate(before + written);
        } else {
            to.truncate(before);
            to.push(NO_LETTER);
        }
    }
}

impl fmt::Debug for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// What is wrong with text that cannot be read.
#[cold]
pub(crate) fn no_text(charset: Option<Charset>) -> String {
    let Some(Charset(encoding)) = charset else { return NO_UTF_8.into() };
    // Which of the two it is, a mark says.
    let name = if [UTF_16LE, UTF_16BE].contains(&encoding) { "UTF-16" } else { encoding.name() };
    format!("it has bytes that are no letters of {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_standard_and_those_of_python() {
        let name = |label| Charset::of(label).unwrap().unwrap().0.name();
        for (label, known) in [
            ("windows-1252", "windows-1252"),
            ("Latin1", "windows-1252"),
            ("latin-1", "windows-1252"),
            ("cp1252", "windows-1252"),
            ("iso_8859_15", "ISO-8859-15"),
            ("koi8_r", "KOI8-R"),
            ("utf-16", "UTF-16LE"),
            ("utf_16", "UTF-16LE"),
            ("Shift_JIS", "Shift_JIS"),
            ("gb2312", "GBK"),
        ] {
            assert_eq!(name(label), known, "{label}");
        }
        for label in ["utf-8", "UTF8", "utf_8"] {
            assert_eq!(Charset::of(label), Ok(None), "{label}");
        }
        // What the standard knows only to refuse it is none.
        for label in ["windows-1225", "", "hz-gb-2312"] {
            let error = Charset::of(label).unwrap_err();
            assert!(error.starts_with(&format!("`.encoding({label:?})` is no enc")), "{error}");
        }
    }

    #[test]
    fn bytes_of_one_letter_each_and_those_that_are_none() {
        let read = |label, bytes: &[u8]| {
            let mut text = b"<".to_vec();
            Charset::of(label).unwrap().unwrap().append(bytes, &mut text);
            text
        };
        assert_eq!(read("windows-1252", b"\x80 caf\xe9"), "<€ café".as_bytes());
        assert_eq!(read("iso-8859-15", b"\xa4\xbd"), "<€œ".as_bytes());
        assert_eq!(read("windows-1253", b"\xe1\xd2\xe2"), b"<\xff");
        assert_eq!(read("windows-1253", b""), b"<");
        for label in ["windows-1252", "iso-8859-15", "koi8-u", "macintosh", "ibm866"] {
            assert!(Charset::of(label).unwrap().unwrap().is_single_byte(), "{label}");
        }
        for label in ["utf-16", "shift_jis", "gbk", "big5", "euc-jp", "iso-2022-jp"] {
            assert!(!Charset::of(label).unwrap().unwrap().is_single_byte(), "{label}");
        }
    }
}
