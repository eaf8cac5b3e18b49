//! What the first bytes of a file tell of it, when it is not the text it was taken for.

/// Beginnings that no csv or json in UTF-8 has.
const KNOWN: [(&[u8], &str); 11] = [
    (
        b"\x1f\x8b",
        "the file begins as gzip does; end its name in `.gz`, or say `.compression(Compression::Gzip)`",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "the file begins as zstd does; end its name in `.zst`, or say `.compression(Compression::Zstd(3))`",
    ),
    (
        b"\xfd7zXZ\0",
        "the file begins as xz does; end its name in `.xz`, or say `.compression(Compression::Xz)`",
    ),
    (
        b"\x04\x22\x4d\x18",
        "the file begins as lz4 does; end its name in `.lz4`, or say `.compression(Compression::Lz4)`",
    ),
    (
        b"BZh91AY&SY",
        "the file begins as bzip2 does; end its name in `.bz2`, or say `.compression(Compression::Bzip2)`",
    ),
    (
        b"PK\x03\x04",
        "the file begins as zip archives and spreadsheets do; unpack or export it before",
    ),
    (b"PAR1", "the file begins as Parquet does; read it with `parquet::source`"),
    (b"Obj\x01", "the file begins as Avro does; read it with `avro::source`"),
    (b"ORC\x03", "the file begins as ORC does, which is not read; convert it before"),
    (b"\xff\xfe", UTF_16),
    (b"\xfe\xff", UTF_16),
];

const UTF_16: &str = "the file begins as UTF-16 does; say `.encoding(\"utf-16\")`, or convert it, as \
                      `iconv -f utf-16 -t utf-8` does";

/// What the file is, by its beginning, and the mend; `None` if it may well be text.
#[cold]
pub(crate) fn looks(begin: &[u8]) -> Option<&'static str> {
    let known = KNOWN.iter().find(|(magic, _)| begin.starts_with(magic));
    known.map(|(_, mend)| *mend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_or_of_another_format_is_known_by_its_beginning() {
        let gzip = looks(b"\x1f\x8b\x08\0").unwrap();
        assert!(gzip.ends_with("or say `.compression(Compression::Gzip)`"), "{gzip}");
        assert!(looks(b"PAR1\x15").unwrap().ends_with("read it with `parquet::source`"));
        let utf_16 = looks(b"\xff\xfea\0").unwrap();
        assert!(utf_16.contains("say `.encoding(\"utf-16\")`, or convert it"), "{utf_16}");
        for text in [&b""[..], b"PAR,1\n", b"BZh9\n", b"{}", b"\xef\xbb\xbfa,b\n", b"Obj,a"] {
            assert_eq!(looks(text), None, "{}", String::from_utf8_lossy(text));
        }
    }
}
