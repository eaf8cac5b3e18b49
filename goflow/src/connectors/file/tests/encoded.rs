//! Text that is no UTF-8: cut, stopped, followed, and with what is no letter.

use std::fs;

use encoding_rs::Encoding;

use super::follow::until;
use super::splits::in_steps;
use super::*;
use crate::connectors::csv::{self, CsvSource};

fn table(path: &Path, encoding: &str) -> CsvSource<Value> {
    csv::source(path).encoding(encoding)
}

/// In that encoding; UTF-16 with its mark.
fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "utf-16" => {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
        }
        _ => {
            let (bytes, _, lost) = Encoding::for_label(encoding.as_bytes()).unwrap().encode(text);
            assert!(!lost, "{encoding}");
            bytes.into_owned()
        }
    }
}

/// Letters that the encoding has.
fn letters(encoding: &str) -> &'static str {
    match encoding {
        "windows-1253" => "Ωμέγα",
        "utf-16" => "Größe 🦀 語",
        // The second byte of `表` is a backslash.
        "shift_jis" => "表ソ十",
        _ => "Größe €",
    }
}

/// Records of many lengths, their numbers in order, in lines of all kinds. Every 70th has too many cells.
fn records(numbers: std::ops::Range<u64>, encoding: &str) -> String {
    let letters = letters(encoding);
    let line = |n: u64| match n % 70 {
        0 => format!("{n},{letters},\"{letters}\n\"\r\n"),
        _ if n.is_multiple_of(3) => format!("{n},\"{letters},\"\"\n{n}\"\r\n"),
        _ if n.is_multiple_of(5) => format!("{n},{letters}\n"),
        _ => format!("{n},{}\n", "x".repeat(n as usize % 97)),
    };
    format!("n,{letters}\n") + &numbers.map(line).collect::<String>()
}

const ALL: [&str; 5] = ["utf-8", "windows-1252", "windows-1253", "utf-16", "shift_jis"];

#[tokio::test]
async fn it_reads_as_the_same_text_in_utf_8_does() {
    let folder = tempfile::tempdir().unwrap();
    for encoding in ALL {
        let at = |name: &str| folder.path().join(format!("{encoding}-{name}.csv"));
        let text = records(1..2000, encoding);
        fs::write(at("plain"), &text).unwrap();
        let plain = read_all(csv::source::<Value>(&*at("plain")), 1).await;
        assert_eq!(plain.numbers(), (1..2000).filter(|n| n % 70 != 0).collect::<Vec<_>>());
        assert_eq!(plain.events[2][letters(encoding)], format!("{},\"\n3", letters(encoding)));
        let bytes = encoded(&text, encoding);
        fs::write(at("encoded"), &bytes).unwrap();
        for (workers, size) in [(1, 1 << 20), (2, 1000), (3, 10)] {
            let source = table(&at("encoded"), encoding).split_size(size);
            let read = read_all(source, workers).await.sorted();
            assert_eq!(read.events, plain.events, "{encoding}, {workers} workers, {size}");
            assert_eq!(read.errors.len(), plain.errors.len());
            for (error, like) in read.errors.iter().zip(&plain.errors) {
                assert_eq!((error.record, &error.cause), (like.record, &like.cause));
                // Of the file, or of it as UTF-8.
                let whole: &[u8] = match encoding.starts_with("windows") || encoding == "utf-8" {
                    true => &bytes,
                    false => text.as_bytes(),
                };
                assert!(whole[error.offset as usize..].starts_with(&error.raw), "{error:?}");
                assert!(error.raw.starts_with(like.raw.split(|b| *b == b',').next().unwrap()));
            }
        }
    }
}

#[tokio::test]
async fn stopped_anywhere_and_gone_on_with_nothing_is_lost_or_twice() {
    let folder = tempfile::tempdir().unwrap();
    for encoding in ALL {
        let path = folder.path().join(encoding);
        fs::create_dir(&path).unwrap();
        let bytes = encoded(&records(1..1500, encoding), encoding);
        fs::write(path.join("a.csv"), &bytes).unwrap();
        let more = encoded(&records(1500..2000, encoding), encoding);
        fs::write(path.join("b.csv.zst"), zstd::stream::encode_all(&*more, 1).unwrap()).unwrap();
        let make = || table(&path, encoding).split_size(5_000);
        let whole = read_all(make(), 1).await.sorted();
        assert_eq!(whole.events.len() + whole.errors.len(), 1999);
        for seed in 0..6 {
            let steps = in_steps(make, seed).await;
            assert!(steps.events == whole.events, "{encoding}, seed {seed}");
            assert_eq!(steps.errors, whole.errors, "{encoding}, seed {seed}");
        }
    }
    // Documents, of which no encoding is read as it stands.
    for encoding in ALL {
        let path = folder.path().join(format!("{encoding}.jsonl"));
        let line = |n: u64| format!("{{\"n\": {n}, \"text\": \"{}\"}}\n", letters(encoding));
        let text: String = (1..1000).map(line).collect();
        fs::write(&path, encoded(&text, encoding)).unwrap();
        for seed in 0..3 {
            let steps = in_steps(|| json(&path).encoding(encoding).split_size(1000), seed).await;
            assert_eq!(steps.numbers(), (1..1000).collect::<Vec<_>>(), "{encoding}, seed {seed}");
            assert!(steps.events.iter().all(|event| event["text"] == letters(encoding)));
            assert_eq!(steps.errors, []);
        }
    }
}

/// Where readers stand when some records were read, and those.
async fn begun<S: Values>(source: &S) -> (Vec<Position>, Read) {
    let mut workers = open(source, 1, &[]).await;
    let mut read = Read::default();
    while read.events.len() < 50 {
        workers[0].read(50, &mut read).await.unwrap();
    }
    (workers[0].reader.positions(), read)
}

#[tokio::test]
async fn an_encoding_that_is_told_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let text: String = (1..500).map(|n| format!("{n},{}\n", "é".repeat(n / 100))).collect();
    fs::write(&path, encoded(&format!("n,b\n{text}"), "windows-1252")).unwrap();
    // What was read as it stands goes on where it stood.
    let (stood, mut read) = begun(&csv::source::<Value>(&*path)).await;
    let mut workers = open(&table(&path, "windows-1252"), 2, &stood).await;
    drain(&mut workers, &mut read).await.unwrap();
    assert_eq!(read.sorted().numbers(), (1..500).collect::<Vec<_>>());
    // Other bytes were counted.
    let other = "`.encoding` or `.compression`; say what was said then, or begin anew";
    let mut workers = open(&table(&path, "gbk"), 1, &stood).await;
    let error = drain(&mut workers, &mut Read::default()).await.unwrap_err();
    assert!(error.contains("a.csv` was read in another way before"), "{error}");
    assert!(error.ends_with(other), "{error}");
    let (stood, _) = begun(&table(&path, "gbk")).await;
    let mut workers = open(&table(&path, "latin1"), 1, &stood).await;
    let error = drain(&mut workers, &mut Read::default()).await.unwrap_err();
    assert!(error.ends_with(other), "{error}");
}

#[tokio::test]
async fn what_is_no_letter_is_a_bad_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, b"n,b\n1,\xe1\n2,\xd2\n3,\"\xe1,\n\xd2\"\n\xd2,\n4,\xe2\n").unwrap();
    let read = read_all(table(&path, "windows-1253"), 1).await;
    assert_eq!(read.numbers(), [1, 4]);
    assert_eq!(read.events[1]["b"], "β");
    let cause = "it has bytes that are no letters of windows-1253";
    let told: Vec<_> =
        read.errors.iter().map(|e| (e.record, e.offset, e.column.as_deref(), &*e.cause)).collect();
    let wanted = [(3, 8, Some("b"), cause), (4, 12, Some("b"), cause), (6, 21, Some("n"), cause)];
    assert_eq!(told, wanted);
    assert_eq!(read.errors[1].raw, b"3,\"\xe1,\n\xd2\"");
    let path = folder.path().join("b.csv");
    let mut bytes = encoded("n,b\n1,é\n2,", "utf-16");
    bytes.extend(b"\xd8\0\0\n\0\x33\0\x2c\0\x33\0");
    fs::write(&path, bytes).unwrap();
    let read = read_all(table(&path, "utf-16"), 1).await;
    let told: Vec<_> = read.errors.iter().map(|e| (e.record, e.offset, &*e.cause)).collect();
    let cause = "it has bytes that are no letters of UTF-16";
    assert_eq!(told, [(3, 9, cause), (4, 13, cause)]);
    assert_eq!((read.numbers(), &read.errors[0].raw[..]), (vec![1], &b"2,\xff"[..]));

    let path = folder.path().join("c.jsonl");
    fs::write(&path, b"{\"n\": 1}\n{\"n\": 2, \"b\": \"\x81\x20\"}\n{\"n\": 3}\n").unwrap();
    let read = read_all(json(&path).encoding("gbk"), 1).await;
    assert_eq!((read.numbers(), read.errors.len()), (vec![1, 3], 1));
    let cause = &read.errors[0].cause;
    assert!(cause.ends_with("; it has bytes that are no letters of GBK"), "{cause}");
    let read = read_all(json(&path), 1).await;
    let cause = &read.errors[0].cause;
    assert!(cause.contains("; it is no UTF-8; say how it is encoded, as `.enc"), "{cause}");
}

#[tokio::test]
async fn a_byte_order_mark_has_the_last_word() {
    let folder = tempfile::tempdir().unwrap();
    let text = |n: u64| format!("n,b\n{n},é\n{},\"é\"\n", n + 1);
    fs::write(folder.path().join("a.csv"), encoded(&text(1), "windows-1252")).unwrap();
    fs::write(folder.path().join("b.csv"), format!("\u{feff}{}", text(3))).unwrap();
    fs::write(folder.path().join("c.csv"), encoded(&text(5), "windows-1252")).unwrap();
    for size in [1, 1 << 20] {
        let source = table(folder.path(), "windows-1252").split_size(size);
        let read = read_all(source, 2).await.sorted();
        assert_eq!((read.numbers(), &read.errors[..]), ((1..7).collect(), &[][..]));
        assert!(read.events.iter().all(|event| event["b"] == "é"), "{:?}", read.events);
    }
    fs::write(folder.path().join("d.csv"), encoded(&text(7), "utf-16")).unwrap();
    // Said to be UTF-16, all of them say what they are, but for those without a mark.
    for name in ["a.csv", "c.csv"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let read = read_all(table(folder.path(), "utf-16"), 1).await;
    assert_eq!((read.numbers(), read.errors.len()), (vec![3, 4, 7, 8], 0));
}

#[tokio::test]
async fn files_that_grow_and_files_that_are_new() {
    let folder = tempfile::tempdir().unwrap();
    for encoding in ["windows-1252", "utf-16"] {
        let glob = folder.path().join(format!("{encoding}-*.csv"));
        let at = |name: &str| folder.path().join(format!("{encoding}-{name}.csv"));
        let mut opened = open(&table(&glob, encoding).follow(), 2, &[]).await;
        let mut read = Read::default();
        fs::write(at("a"), encoded("n,b\n1,é\n2,é\n", encoding)).unwrap();
        until(&mut opened, &mut read, [1, 2]).await;
        fs::write(at("b"), encoded("n,b\n3,é\n", encoding)).unwrap();
        until(&mut opened, &mut read, [3]).await;
        if encoding == "windows-1252" {
            let mut file = fs::OpenOptions::new().append(true).open(at("a")).unwrap();
            file.write_all(b"4,\"\xe9\n\"\n5,").unwrap();
            until(&mut opened, &mut read, [4]).await;
            file.write_all(b"\xff\n").unwrap();
            until(&mut opened, &mut read, [5]).await;
        }
        assert_eq!(read.errors, []);
    }
}

#[tokio::test]
async fn an_encoding_that_is_none_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, "n\n1\n").unwrap();
    let context = crate::testing::context("rows", 0, 1);
    let known =
        "`.encoding(\"windows-1225\")` is no encoding that is known; some that are: `windows-1252`";
    let error = table(&path, "windows-1225").open(&context).await.err().unwrap().to_string();
    assert!(error.starts_with(known), "{error}");
    let error = json(&path).encoding("windows-1225").open(&context).await.err().unwrap();
    assert!(error.to_string().starts_with(known), "{error}");
    let error = table(&path, "latin1").delimiter(0xa7).open(&context).await.err().unwrap();
    assert!(error.to_string().contains("is no letter of ASCII"), "{error}");
    assert_eq!(read_all(table(&path, "utf-8"), 1).await.numbers(), [1]);
}
