use std::io::{BufReader, Write as _};

use super::*;

fn pack(text: &[u8], compression: Compression) -> Vec<u8> {
    match compression {
        Compression::Gzip => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            out.write_all(text).unwrap();
            out.finish().unwrap()
        }
        Compression::Zstd(level) => zstd::stream::encode_all(text, level).unwrap(),
        Compression::Bzip2 => {
            let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            out.write_all(text).unwrap();
            out.finish().unwrap()
        }
        Compression::Xz => {
            let mut out = liblzma::write::XzEncoder::new(Vec::new(), 3);
            out.write_all(text).unwrap();
            out.finish().unwrap()
        }
        Compression::Lz4 => {
            let mut info = lz4_flex::frame::FrameInfo::new();
            info.block_size = lz4_flex::frame::BlockSize::Max64KB;
            let mut out = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
            out.write_all(text).unwrap();
            out.finish().unwrap()
        }
        _ => unreachable!("{compression}"),
    }
}

fn read(packed: &[u8], compression: Compression) -> (Vec<u8>, Option<String>) {
    let packed = BufReader::with_capacity(777, io::Cursor::new(packed.to_vec()));
    let mut text = Vec::new();
    let end = unpack(packed, compression).and_then(|mut from| from.read_to_end(&mut text));
    (text, end.err().map(|error| error.to_string()))
}

const ALL: [Compression; 5] = [
    Compression::Gzip,
    Compression::Zstd(3),
    Compression::Bzip2,
    Compression::Xz,
    Compression::Lz4,
];

/// Text that hardly compresses, so that there are several blocks.
fn text() -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 40) as u8 % 64 + b' '
    };
    (0..300_000).map(|_| next()).collect()
}

#[test]
fn several_members_are_one_text() {
    let text = text();
    let (one, other) = text.split_at(123_456);
    for compression in ALL {
        let both = [pack(one, compression), pack(other, compression)].concat();
        let (read, error) = read(&both, compression);
        assert_eq!(error, None, "{compression}");
        assert!(read == text, "{compression}");
    }
}

#[test]
fn what_is_cut_off_gives_what_there_is_and_an_error() {
    let text = text();
    for compression in ALL {
        let packed = pack(&text, compression);
        let cut = format!("the file ends in the middle of its {compression} stream");
        for length in [0, 1, packed.len() / 2, packed.len() - 1] {
            let (read, error) = read(&packed[..length], compression);
            assert!(text.starts_with(&read));
            assert_eq!(error.as_ref(), Some(&cut), "{length}");
            assert!(length < 2 || read.len() > text.len() / 5, "{compression} {}", read.len());
        }
        // Cut between any two bytes of the end, too: where a frame's own end mark stands.
        for length in packed.len() - 12..packed.len() {
            assert_eq!(read_error(&packed[..length], compression), cut, "{length}");
        }
        let other = pack(&text, ALL[(ALL.iter().position(|c| *c == compression).unwrap() + 1) % 5]);
        let error = read_error(&other, compression);
        assert!(error.starts_with(&format!("this is no {compression}, or a dam")), "{error}");
    }
}

#[test]
fn what_is_wrong_with_the_file_is_no_fault_of_the_stream() {
    /// Gives so many bytes, and then nothing but errors.
    struct Breaks(io::Take<io::Cursor<Vec<u8>>>);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::other("Generic S3 error: 503")),
                bytes => Ok(bytes),
            }
        }
    }
    let text = text();
    for compression in ALL {
        let packed = pack(&text, compression);
        for length in [0, 3, packed.len() as u64 / 2] {
            let bytes = Breaks(io::Cursor::new(packed.clone()).take(length));
            let mut read = Vec::new();
            let unpacked = unpack(BufReader::with_capacity(777, bytes), compression);
            let error = unpacked.and_then(|mut from| from.read_to_end(&mut read)).unwrap_err();
            assert_eq!(error.to_string(), "Generic S3 error: 503", "{compression} {length}");
            assert!(text.starts_with(&read), "{compression}");
        }
    }
}

#[test]
fn zeros_behind_gzip_are_nothing() {
    let text = text();
    let packed = pack(&text, Compression::Gzip);
    for zeros in [1, 776, 777, 10_000] {
        let padded = [&packed[..], &vec![0; zeros]].concat();
        assert!(read(&padded, Compression::Gzip) == (text.clone(), None), "{zeros}");
        let both = [&padded[..], &padded].concat();
        assert!(read(&both, Compression::Gzip) == (text.repeat(2), None), "{zeros}");
        let (read, error) = read(&[&padded[..], b"else"].concat(), Compression::Gzip);
        assert!(read == text);
        assert!(error.is_some_and(|error| error.contains("gzip")));
    }
}

#[test]
fn frames_of_lz4_without_a_text_are_passed_over() {
    let text = text();
    let packed = pack(&text, Compression::Lz4);
    let noted = [&[0x5f, 0x2a, 0x4d, 0x18, 5, 0, 0, 0][..], b"notes"].concat();
    let all = [&noted[..], &packed, &noted, &noted, &packed, &noted].concat();
    assert!(read(&all, Compression::Lz4) == (text.repeat(2), None));
    assert_eq!(read(&noted, Compression::Lz4), (Vec::new(), None));
    let (_, error) = read(&noted[..10], Compression::Lz4);
    assert_eq!(error.as_deref(), Some("the file ends in the middle of its lz4 stream"));
}

#[test]
fn what_is_wrong_with_lz4_is_told_in_words() {
    let mut info = lz4_flex::frame::FrameInfo::new();
    info.content_size = Some(7);
    info.content_checksum = true;
    let mut out = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
    out.write_all(b"a text.").unwrap();
    let packed = out.finish().unwrap();
    let told = |packed: &[u8]| {
        let error = read_error(packed, Compression::Lz4);
        error.strip_prefix("this is no lz4, or a damaged one: ").unwrap_or(&error).to_string()
    };
    let with = |place: usize, byte: u8| {
        let mut packed = packed.clone();
        packed[place] = byte;
        told(&packed)
    };
    assert_eq!(with(0, 0), "it does not begin as a frame does");
    assert_eq!(with(14, 0xff), "a checksum does not match");
    assert_eq!(with(packed.len() - 1, 0), "a checksum does not match");
    assert_eq!(with(4, 0), "it is of version 0");
}

fn read_error(packed: &[u8], compression: Compression) -> String {
    read(packed, compression).1.unwrap_or_default()
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let text = text();
    for compression in ALL {
        let whole = pack(&text[..20_000], compression);
        let mut state = 7_usize;
        for _ in 0..200 {
            let mut packed = whole.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let place = (state >> 33) % packed.len();
                packed[place] ^= 1 << (state >> 20 & 7);
            }
            let _ = read(&packed, compression);
        }
    }
}
