//! What is written is read, and what is not Avro is refused.

mod cost;
mod lost;
mod names;

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::format::Ranges;
use super::packer::RecordFiles;
use super::schema;
use crate::Record;
use crate::connectors::columnar::Records;
use crate::connectors::columnar::testing::{Given, read, written};
use crate::connectors::file::write::Layout;
use crate::connectors::file::{Compression, FileOptions};
use crate::record::tests::every::{Every, every};

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn file_of<T: Record>(folder: &Path, compression: Option<Compression>, records: &[T]) -> PathBuf {
    let path = folder.join("a.avro");
    let layout = Layout { compression, ..Layout::default() };
    let bytes = written(&RecordFiles::<T>::new(), &layout, records, 7).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn records<T: Record>(path: &Path, split: u64) -> Result<Given<T>, String> {
    told(&FileOptions { split_size: Some(split), ..FileOptions::new(path.into()) }).await
}

/// What comes of files of which that is told.
async fn told<T: Record>(options: &FileOptions) -> Result<Given<T>, String> {
    read::<Ranges, _>(options, &(), Records::<T>::new(), 100, usize::MAX, &[]).await
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn records_of_every_type(list in prop::collection::vec(every(), 0..20)) {
        let folder = tempfile::tempdir().unwrap();
        for compression in [None, Some(Compression::None), Some(Compression::Snappy),
            Some(Compression::Zstd(3)), Some(Compression::Bzip2), Some(Compression::Xz)]
        {
            let path = file_of(folder.path(), compression, &list);
            let given = block_on(records::<Every>(&path, 1 << 30)).unwrap();
            prop_assert_eq!(&given.errors, &[]);
            prop_assert_eq!(&given.events, &list);
        }
    }
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
struct Flight {
    n: i32,
    text: String,
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
struct Narrow {
    n: i64,
    more: Option<f64>,
}

fn flights(count: i32) -> Vec<Flight> {
    (0..count).map(|n| Flight { n, text: format!("flight {n}") }).collect()
}

#[tokio::test]
async fn pieces_of_any_size_have_all_records_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(folder.path(), Some(Compression::None), &flights(20_000));
    for split in [u64::MAX, 1 << 30, 100_000, 70_001, 16_384, 997] {
        let given = records::<Narrow>(&path, split).await.unwrap();
        assert_eq!(given.errors, []);
        let numbers: Vec<i64> = given.events.iter().map(|narrow| narrow.n).collect();
        assert!(numbers == (0..20_000).collect::<Vec<_>>(), "{split}");
    }
    // Stopped, and gone on with, cut in the same way or in another.
    for (split, other) in [(100_000, 100_000), (100_000, 30_011), (30_011, 100_000), (997, 1 << 30)]
    {
        let options = |split| FileOptions {
            split_size: Some(split),
            ..FileOptions::new(path.as_path().into())
        };
        let records = Records::<Flight>::new;
        let (split_size, other_size) = (options(split), options(other));
        let first = read::<Ranges, _>(&split_size, &(), records(), 97, 100, &[]);
        let first = first.await.unwrap();
        let at = &first.positions;
        let rest = read::<Ranges, _>(&other_size, &(), records(), 97, usize::MAX, at);
        let both: Vec<_> = first.events.into_iter().chain(rest.await.unwrap().events).collect();
        assert!(both == flights(20_000), "{split}, then {other}");
    }
}

#[tokio::test]
async fn a_file_is_cut_so_that_each_worker_has_some_of_it() {
    use crate::connectors::columnar::Columnar as _;
    use crate::connectors::file::{Cut as _, find};

    let folder = tempfile::tempdir().unwrap();
    let all: Vec<_> = (0..40_000).map(|n| Flight { n, text: "x".repeat(100) }).collect();
    let path = file_of(folder.path(), Some(Compression::None), &all);
    let options = FileOptions::new(path.as_path().into());
    let found = find(&options.paths, false).await.unwrap();
    let bytes = found[0].bytes();
    // Of 1 MiB; a last one of less than a quarter goes with the one before.
    let some = (bytes + (3 << 18)) >> 20;
    for (workers, pieces) in [(1, 1), (2, some), (9, some)] {
        let format = Ranges::new(&options, &(), workers);
        let cut = format.cut(&found[0], &[]).await.unwrap();
        let parts: Vec<_> = cut.iter().map(|piece| format.part(piece)).collect();
        assert_eq!(parts.len() as u64, pieces, "{workers}");
        assert!(parts.windows(2).all(|two| two[0].end == two[1].start));
        assert_eq!((parts[0].start, parts.last().unwrap().end), (0, bytes));
    }
}

#[tokio::test]
async fn a_file_cut_off_gives_its_good_records_and_one_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(folder.path(), Some(Compression::Deflate), &flights(20_000));
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() * 2 / 3]).unwrap();
    let given = records::<Flight>(&path, 1 << 30).await.unwrap();
    assert!(
        given.events.len() > 5_000 && given.events[..] == flights(20_000)[..given.events.len()]
    );
    assert_eq!(given.errors.len(), 1);
    assert_eq!(given.errors[0].cause, "the file ends in the middle of a block");
    assert_eq!(given.errors[0].record, given.events.len() as u64 + 1);
}

#[derive(Record, Debug, Clone)]
#[record(crate = crate)]
struct Perhaps {
    n: i64,
    more: Option<f64>,
}

#[derive(Record, Debug, Clone)]
#[record(crate = crate)]
struct Surely {
    #[allow(dead_code, reason = "only what is none is looked at")]
    more: f64,
}

/// Whatever the pieces are in which it is read, and from wherever a run goes on.
#[tokio::test]
async fn what_is_none_is_told_with_its_number_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let all: Vec<_> = (0..50_000)
        .map(|n| Perhaps { n, more: (n % 7_001 != 7_000).then_some(n as f64) })
        .collect();
    let path = file_of(folder.path(), Some(Compression::None), &all);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 1_000]).unwrap();
    let mut expected: Vec<u64> = (1..=7).map(|n| n * 7_001).collect();
    let good = records::<Perhaps>(&path, 1 << 30).await.unwrap().events.len() as u64;
    expected.push(good + 1);
    for split in [1 << 30, 200_000, 10_000] {
        let options =
            FileOptions { split_size: Some(split), ..FileOptions::new(path.as_path().into()) };
        for reads in [1, 2, 5] {
            let surely = Records::<Surely>::new;
            let first =
                read::<Ranges, _>(&options, &(), surely(), 5_000, reads, &[]).await.unwrap();
            let at = &first.positions;
            let rest =
                read::<Ranges, _>(&options, &(), surely(), 97, usize::MAX, at).await.unwrap();
            let errors = first.errors.iter().chain(&rest.errors);
            let told: Vec<_> = errors.map(|error| error.record).collect();
            assert_eq!(told, expected, "{split}, {reads}");
        }
    }
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_file_may_be_compressed_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let all = flights(100_000);
    let path = file_of(folder.path(), Some(Compression::None), &all);
    let whole = std::fs::read(&path).unwrap();
    let packed = folder.path().join("b.avro.gz");
    // Two members, and longer than what is read at once.
    assert!(whole.len() > 1 << 20);
    let members = [gz(&whole[..whole.len() / 3]), gz(&whole[whole.len() / 3..])].concat();
    std::fs::write(&packed, &members).unwrap();
    let given = records::<Flight>(&packed, 1000).await.unwrap();
    assert!(given.events == all && given.errors.is_empty(), "{:?}", given.errors);

    // By its word, whatever the name is.
    let named = folder.path().join("c.avro");
    std::fs::write(&named, &members).unwrap();
    let no_avro = records::<Flight>(&named, 1000).await.err().unwrap();
    assert!(no_avro.ends_with("it does not begin with `Obj` and 1"), "{no_avro}");
    let options = FileOptions {
        compression: Some(Compression::Gzip),
        ..FileOptions::new(named.as_path().into())
    };
    assert!(told::<Flight>(&options).await.unwrap().events == all);

    // Cut off, its good records come before the error.
    std::fs::write(&packed, &members[..members.len() * 2 / 3]).unwrap();
    let given = records::<Flight>(&packed, 1000).await.unwrap();
    assert!(given.events.len() > 30_000 && given.events == all[..given.events.len()]);
    let causes: Vec<_> = given.errors.iter().map(|error| error.cause.as_str()).collect();
    assert_eq!(causes, ["the file ends in the middle of its gzip stream"]);
    assert_eq!(given.errors[0].record, given.events.len() as u64 + 1);
}

#[tokio::test]
async fn the_ending_of_a_file_that_is_not_compressed_as_a_whole_is_only_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(folder.path(), Some(Compression::Deflate), &flights(100));
    let named = folder.path().join("b.avro.gz");
    std::fs::rename(path, &named).unwrap();
    assert_eq!(records::<Flight>(&named, 1 << 30).await.unwrap().events, flights(100));
    let options = FileOptions {
        compression: Some(Compression::Gzip),
        ..FileOptions::new(named.as_path().into())
    };
    let error = told::<Flight>(&options).await.err().unwrap();
    assert_eq!(
        error,
        format!(
            "cannot read `{}`: it is not compressed as a whole, as `.compression` says: gzip; leave \
             that out, since what is compressed inside of the file needs no word",
            named.display()
        )
    );
}

#[tokio::test]
async fn a_block_may_be_as_long_as_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for compression in [Compression::None, Compression::Deflate, Compression::Snappy] {
        let all = flights(20_000);
        let path = file_of(folder.path(), Some(compression), &all);
        // 64 KiB are in a block.
        for (most, good) in [(1_000, false), (128 << 10, true)] {
            let options =
                FileOptions { max_record: Some(most), ..FileOptions::new(path.as_path().into()) };
            let given = told::<Flight>(&options).await.unwrap();
            if good {
                assert!(given.events == all && given.errors.is_empty(), "{:?}", given.errors);
                continue;
            }
            // Each of the blocks is told of.
            assert_eq!(given.events.len(), 0);
            assert!(given.errors.len() > 4, "{:?}", given.errors);
            for error in &given.errors {
                let cause = &error.cause;
                assert!(cause.starts_with("a block of "), "{cause}");
                let mend =
                    "bytes or more, where 1000 may be; `.max_record(…)` lets longer ones pass";
                assert!(cause.contains(mend), "{cause}");
            }
        }
    }
}

#[derive(Record)]
#[record(crate = crate)]
struct Unheld {
    id: u64,
}

#[derive(Record)]
#[record(crate = crate)]
struct Misnamed {
    #[record(rename = "dep-delay")]
    delay: u32,
}

#[derive(Record)]
#[record(crate = crate)]
struct Nanos {
    #[record(unit = "ns")]
    time: Vec<chrono::NaiveTime>,
}

#[test]
fn what_avro_cannot_hold_is_refused_at_start() {
    let layout = Layout::default();
    let refused = |result: Result<Vec<u8>, String>| result.unwrap_err();
    assert_eq!(
        refused(written(&RecordFiles::<Unheld>::new(), &layout, &[], 1)),
        "`id` is `u64`, which Avro does not hold; make it `i64`, or a `Decimal`"
    );
    let name = refused(written(&RecordFiles::<Misnamed>::new(), &layout, &[], 1));
    assert!(name.starts_with("`dep-delay` is no name in Avro"), "{name}");
    let time = refused(written(&RecordFiles::<Nanos>::new(), &layout, &[], 1));
    assert!(time.starts_with("`time` is a time in nanoseconds"), "{time}");
    for (compression, begin) in [
        (Compression::Lz4, "lz4 is no codec of Avro"),
        (Compression::Zstd(23), "zstd has no level 23; use 1 to 22"),
    ] {
        let layout = Layout { compression: Some(compression), ..layout.clone() };
        let codec = refused(written(&RecordFiles::<Flight>::new(), &layout, &[], 1));
        assert!(codec.starts_with(begin), "{codec}");
    }
}

#[test]
fn schemas_that_hold_themselves_name_the_field() {
    let list = r#"{"type": "record", "name": "Node", "namespace": "a.b", "fields": [
        {"name": "value", "type": "int"},
        {"name": "tail", "type": {"type": "record", "name": "Tail", "fields": [
            {"name": "next", "type": ["null", "Node"]}]}}]}"#;
    assert_eq!(
        schema::parse(list.as_bytes()).unwrap_err(),
        "field `tail.next` holds its own type, `a.b.Node`, which columns cannot; leave the field out \
         of the file"
    );
    for (schema, problem) in [
        ("{", "its schema is no JSON: "),
        (r#"{"type": "record", "name": "A"}"#, "a type `record` without `fields` at its root"),
        (
            r#"{"type": "record", "name": "A", "fields": [{"name": "b", "type": "B"}]}"#,
            "unknown type `B` at field `b`",
        ),
        (
            r#"{"type": "record", "name": "A", "fields": [
                {"name": "b", "type": {"type": "fixed", "name": "F", "size": 0}}]}"#,
            "a fixed type without a size at field `b`",
        ),
    ] {
        let error = schema::parse(schema.as_bytes()).unwrap_err();
        assert!(error.starts_with(problem), "{error}");
    }
}
