//! Text in another encoding, made UTF-8 as it is read.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::charset::{Charset, NO_LETTER};
use super::text::Text;

/// So much is read at once, and so much is made of it at most.
const PIECE: usize = 64 << 10;

/// The text as UTF-8, without a byte order mark if it was in another encoding.
pub(crate) fn utf_8(text: Text, charset: Option<Charset>) -> Text {
    match charset {
        Some(charset) => Box::new(Transcoded::new(text, charset, PIECE)),
        None => text,
    }
}

/// What is left of a buffer.
struct Rest {
    bytes: Box<[u8]>,
    from: usize,
    to: usize,
}

impl Rest {
    fn new(size: usize) -> Self {
        Self { bytes: vec![0; size].into(), from: 0, to: 0 }
    }

    fn left(&self) -> &[u8] {
        self.bytes.get(self.from..self.to).unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.from >= self.to
    }
}

struct Transcoded<R> {
    text: R,
    decoder: Decoder,
    /// What was read.
    input: Rest,
    /// As UTF-8.
    output: Rest,
    /// Nothing is left to be read, and nothing to be made of it.
    last: bool,
    over: bool,
}

impl<R: Read> Transcoded<R> {
    /// A byte order mark has the last word over the encoding, and is left out.
    fn new(text: R, charset: Charset, piece: usize) -> Self {
        Self {
            text,
            decoder: charset.0.new_decoder(),
            input: Rest::new(piece),
            output: Rest::new(piece),
            last: false,
            over: false,
        }
    }

    /// Makes more of what there is, which may be nothing.
    fn decode(&mut self) -> io::Result<()> {
        if self.input.is_empty() && !self.last {
            let bytes = self.text.read(&mut self.input.bytes)?;
            (self.input.from, self.input.to) = (0, bytes);
            self.last = bytes == 0;
        }
        let Self { decoder, input, output, last, over, .. } = self;
        // Room for what stands where there is no letter.
        let room = output.bytes.len().saturating_sub(1);
        let free = output.bytes.get_mut(..room).unwrap_or_default();
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(input.left(), free, *last);
        input.from += read;
        (output.from, output.to) = (0, written);
        match result {
            DecoderResult::InputEmpty => *over = *last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                if let Some(byte) = output.bytes.get_mut(written) {
                    *byte = NO_LETTER;
                    output.to += 1;
                }
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.output.is_empty() && !self.over && !buffer.is_empty() {
            self.decode()?;
        }
        let bytes = self.output.left().read(buffer)?;
        self.output.from += bytes;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives no more than some bytes at once, as a pipe does, and is interrupted before each time.
    struct Slow<'a>(&'a [u8], usize, bool);
    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.2 = !self.2;
            if self.2 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let most = buffer.len().min(self.1);
            self.0.read(&mut buffer[..most])
        }
    }

    /// In pieces of that length.
    fn read(label: &str, bytes: &[u8], length: usize) -> Vec<u8> {
        let charset = Charset::of(label).unwrap().unwrap();
        let mut text = Vec::new();
        let slow = Slow(bytes, length, false);
        Transcoded::new(slow, charset, length.max(8)).read_to_end(&mut text).unwrap();
        text
    }

    fn utf_16(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_mark_has_the_last_word() {
        let text = "\u{feff}é,\"日\n本\"\n🦀";
        let behind = text.trim_start_matches('\u{feff}').as_bytes();
        for label in ["utf-16", "utf-16be", "shift_jis", "windows-1252"] {
            for length in 1..20 {
                assert_eq!(read(label, &utf_16(text, false), length), behind, "{label}");
                assert_eq!(read(label, &utf_16(text, true), length), behind, "{label}");
                assert_eq!(read(label, text.as_bytes(), length), behind, "{label}");
            }
        }
        assert_eq!(read("utf-16", b"", 9), b"");
        assert_eq!(read("utf-16", &utf_16("a\u{feff}b", false), 9), "a\u{feff}b".as_bytes());
    }

    #[test]
    fn what_is_no_letter_is_no_utf_8() {
        for length in 1..9 {
            assert_eq!(read("utf-16le", b"a\0\0\xd8b\0\x00\xdcc\0d", length), b"a\xffb\xffc\xff");
            assert_eq!(read("shift_jis", b"a\x82\x20b\x82", length), b"a\xff b\xff");
            assert_eq!(read("gbk", b"\xff\xff,\x81", length), b"\xff\xff,\xff");
            assert_eq!(
                read("windows-1253", b"\xd2,\xe1", length),
                "\u{ff}".as_bytes()[..0]
                    .iter()
                    .chain(b"\xff,")
                    .chain("α".as_bytes())
                    .copied()
                    .collect::<Vec<_>>()
            );
        }
    }

    /// All that these have, as they have it.
    const LABELS: [&str; 9] = [
        "windows-1252",
        "iso-8859-15",
        "koi8-r",
        "shift_jis",
        "gbk",
        "gb18030",
        "big5",
        "euc-kr",
        "iso-2022-jp",
    ];

    proptest! {
        #[test]
        fn any_text_comes_back(
            text in "([ -~\n]|[à-ÿ]|[а-я]|[ぁ-ん]|[一-丯]|\\PC){0,80}",
            length in 1..40_usize,
        ) {
            for label in LABELS {
                let charset = Charset::of(label).unwrap().unwrap();
                let holds = |letter: &char| {
                    let alone = letter.to_string();
                    let (bytes, _, lost) = charset.0.encode(&alone);
                    // Some letters of ISO-2022-JP and of Big5 are read as others.
                    !lost && charset.0.decode_without_bom_handling(&bytes).0 == alone
                };
                let text: String = text.chars().filter(holds).collect();
                let bytes = charset.0.encode(&text).0;
                prop_assert_eq!(read(label, &bytes, length), text.as_bytes(), "{}", label);
                if charset.is_single_byte() {
                    let mut whole = Vec::new();
                    charset.append(&bytes, &mut whole);
                    prop_assert_eq!(whole, text.as_bytes(), "{}", label);
                }
            }
            for big in [false, true] {
                let label = if big { "utf-16be" } else { "utf-16le" };
                let behind = text.strip_prefix('\u{feff}').unwrap_or(&text);
                prop_assert_eq!(read(label, &utf_16(&text, big), length), behind.as_bytes());
            }
        }

        #[test]
        fn any_bytes_are_read_the_same_in_pieces_of_any_length(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            length in 1..40_usize,
        ) {
            for label in LABELS.into_iter().chain(["utf-16", "utf-16be", "windows-1253"]) {
                let whole = read(label, &bytes, 4096);
                prop_assert_eq!(read(label, &bytes, length), &*whole, "{}", label);
                let charset = Charset::of(label).unwrap().unwrap();
                let (_, _, bad) = charset.0.decode(&bytes);
                prop_assert_eq!(std::str::from_utf8(&whole).is_err(), bad, "{}", label);
            }
        }
    }
}
