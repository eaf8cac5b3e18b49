//! What is written is read, all of it or what is asked for.

#[cfg(feature = "_store")]
mod stored;

use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int32Type;
use proptest::prelude::*;

use super::format::RowGroups;
use super::only::{Literal, Only, col};
use super::write::{BatchFiles, RecordFiles};
use crate::Record;
use crate::connectors::columnar::testing::{Given, read, written};
use crate::connectors::columnar::{Records, Whole};
use crate::connectors::file::write::Layout;
use crate::connectors::file::{Compression, FileOptions};
use crate::node::Position;
use crate::record::tests::every::{Every, every};

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn file_of<T: Record>(folder: &Path, layout: &Layout, records: &[T], piece: usize) -> PathBuf {
    let path = folder.join("a.parquet");
    let bytes = written(&RecordFiles::<T>::new(), layout, records, piece).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn records<T: Record>(path: &Path, only: Option<Only>) -> Result<Given<T>, String> {
    let options = FileOptions::new(path.into());
    read::<RowGroups, _>(&options, &only, Records::<T>::new(), 100, usize::MAX, &[]).await
}

/// Columns of a file, so many batches at a time.
async fn batches(
    path: &Path,
    only: Option<Only>,
    view: Whole,
    room: usize,
) -> Result<Given<arrow_array::RecordBatch>, String> {
    let options = FileOptions::new(path.into());
    read::<RowGroups, _>(&options, &only, view, room, usize::MAX, &[]).await
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn records_of_every_type(list in prop::collection::vec(every(), 0..20), piece in 1..20_usize) {
        let folder = tempfile::tempdir().unwrap();
        for compression in [None, Some(Compression::None), Some(Compression::Snappy),
            Some(Compression::Gzip), Some(Compression::Lz4)]
        {
            let layout = Layout { compression, ..Layout::default() };
            let path = file_of(folder.path(), &layout, &list, piece);
            let given = block_on(records::<Every>(&path, None)).unwrap();
            prop_assert_eq!(&given.errors, &[]);
            prop_assert_eq!(&given.events, &list);
        }
    }
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
struct Flight {
    n: i32,
    carrier: String,
    delay: Option<f64>,
}

fn flights(count: i32) -> Vec<Flight> {
    let flight = |n: i32| Flight {
        n,
        carrier: ["AA", "DL", "UA"][(n / 1000 % 3) as usize].into(),
        delay: (n % 7 != 0).then_some(f64::from(n) / 2.0),
    };
    (0..count).map(flight).collect()
}

#[tokio::test]
async fn conditions_are_exact_whatever_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let all = flights(60_000);
    let path = file_of(folder.path(), &Layout::default(), &all, 777);
    type Test = fn(&Flight) -> bool;
    let cases: Vec<(Only, Test)> = vec![
        (col("n").eq(31_234), |f| f.n == 31_234),
        (col("n").ne(5), |f| f.n != 5),
        (col("n").ge(59_990).and(col("carrier").eq("UA")), |f| f.n >= 59_990 && f.carrier == "UA"),
        (col("n").lt(10).or(col("delay").gt(29_990)), |f| {
            f.n < 10 || f.delay.is_some_and(|d| d > 29_990.0)
        }),
        (!col("delay").le(29_000.0), |f| f.delay.is_some_and(|d| d > 29_000.0)),
        (col("delay").is_null(), |f| f.delay.is_none()),
        (col("delay").is_not_null().and(col("n").lt(100)), |f| f.delay.is_some() && f.n < 100),
        (col("carrier").in_list(["DL", "XX"]), |f| f.carrier == "DL"),
        (col("carrier").in_list(["DL"]).not(), |f| f.carrier != "DL"),
        (col("n").gt(3_000_000_000_u32), |_| false),
        (col("n").lt(3_000_000_000_u32), |_| true),
    ];
    for (only, test) in cases {
        let expected: Vec<_> = all.iter().filter(|flight| test(flight)).cloned().collect();
        let given = records::<Flight>(&path, Some(only.clone())).await.unwrap();
        assert_eq!(given.errors, []);
        assert!(given.events == expected, "{only}: {} rows", given.events.len());
    }
    let error = records::<Flight>(&path, Some(col("m").eq(1))).await.err().unwrap();
    assert!(
        error.ends_with("`.only` asks about `m`, and the columns are `n`, `carrier`, `delay`"),
        "{error}"
    );
    let error = records::<Flight>(&path, Some(col("n").eq("1"))).await.err().unwrap();
    assert!(error.ends_with("`.only` compares `n`, which is Int32, with '1'"), "{error}");
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
struct Paid {
    n: i32,
    #[record(unit = "ms")]
    at: chrono::NaiveDateTime,
    time: chrono::NaiveTime,
    #[record(decimal(9, 2))]
    amount: rust_decimal::Decimal,
}

#[tokio::test]
async fn what_lies_between_two_values_of_a_column_is_compared_as_it_is() {
    use chrono::{NaiveTime, TimeDelta};
    use rust_decimal::Decimal;

    let folder = tempfile::tempdir().unwrap();
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    let midday = chrono::NaiveDate::default().and_time(noon);
    let all: Vec<_> = (-20..20)
        .map(|n| Paid {
            n,
            at: midday + TimeDelta::milliseconds(n.into()),
            time: noon + TimeDelta::microseconds(n.into()),
            amount: Decimal::new(n.into(), 2),
        })
        .collect();
    let path = file_of(folder.path(), &Layout::default(), &all, 7);
    // Between the second and the third before noon or nothing, and between the second and the third after.
    for below in [-3, 2] {
        let at = midday + TimeDelta::nanoseconds(i64::from(below) * 1_000_000 + 1);
        let time = noon + TimeDelta::nanoseconds(i64::from(below) * 1_000 + 999);
        let amount = Decimal::new(i64::from(below) * 10 + 5, 3);
        for (column, value) in [
            ("n", Literal::from(f64::from(below) + 0.5)),
            ("at", at.into()),
            ("time", time.into()),
            ("amount", amount.into()),
        ] {
            let here = || col(column);
            let cases: [(Only, &dyn Fn(i32) -> bool); 7] = [
                (here().eq(value.clone()), &|_| false),
                (here().ne(value.clone()), &|_| true),
                (here().lt(value.clone()), &|n| n <= below),
                (here().le(value.clone()), &|n| n <= below),
                (here().gt(value.clone()), &|n| n > below),
                (here().ge(value.clone()), &|n| n > below),
                (here().in_list([value.clone()]).not(), &|_| true),
            ];
            for (only, test) in cases {
                let given = records::<Paid>(&path, Some(only.clone())).await.unwrap();
                let expected: Vec<_> = all.iter().filter(|paid| test(paid.n)).cloned().collect();
                assert!(given.events == expected, "{only}: {} rows", given.events.len());
            }
        }
    }
    for (value, all_less) in [(f64::INFINITY, true), (-1e300, false)] {
        let given = records::<Paid>(&path, Some(col("n").lt(value))).await.unwrap();
        assert_eq!(given.events.len(), if all_less { 40 } else { 0 });
    }
    let huge = Literal::from(Decimal::MIN);
    assert_eq!(records::<Paid>(&path, Some(col("amount").gt(huge))).await.unwrap().events, all);
}

/// As most others write them: with statistics of row groups, and no index of pages.
#[tokio::test]
async fn conditions_are_exact_where_pages_have_no_index() {
    use parquet::file::properties::{EnabledStatistics, WriterProperties};

    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(10_000))
        .set_data_page_row_count_limit(1_000)
        .set_write_batch_size(1_000)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true);
    for dictionary in [true, false] {
        let properties = properties.clone().set_dictionary_enabled(dictionary).build();
        let path = file_with(folder.path(), &all, properties);
        for (only, from, to) in [
            (col("n").ge(15_500), 15_500, 20_000),
            (col("n").ge(4_321).and(col("n").lt(4_322)), 4_321, 4_322),
            (col("n").lt(3_000), 0, 3_000),
        ] {
            let given = records::<Flight>(&path, Some(only.clone())).await.unwrap();
            assert_eq!(given.errors, [], "{only}");
            assert!(given.events == all[from..to], "{only}: {} rows", given.events.len());
        }
    }
}

#[test]
fn statistics_skip_row_groups_and_pages() {
    use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
    use parquet::file::metadata::PageIndexPolicy;

    let folder = tempfile::tempdir().unwrap();
    let path = file_of(folder.path(), &Layout::default(), &flights(60_000), 777);
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Required);
    let file = std::fs::File::open(&path).unwrap();
    let loaded = ArrowReaderMetadata::load(&file, options).unwrap();
    let (metadata, schema) = (loaded.metadata(), loaded.schema());
    let group = |only: &Only| super::prune::row_group(&only.0, metadata, schema, 0);
    for (only, may) in [
        (col("n").ge(60_000), false),
        (col("n").ge(59_999), true),
        (col("n").lt(0).or(col("carrier").eq("AB")), true),
        (col("n").lt(0).or(col("carrier").eq("ZZ")), false),
        (col("carrier").in_list(["AB", "CD"]).and(col("delay").lt(0)), false),
        (!col("n").ge(0), false),
        (!col("delay").ge(0), true),
        (col("n").is_null(), false),
        (col("delay").is_null(), true),
    ] {
        assert_eq!(group(&only), may, "{only}");
    }
    let rows = |only: &Only| {
        let pages = super::prune::pages(&only.0, metadata, schema, 0);
        pages.map(|pages| pages.row_count())
    };
    let last = rows(&col("n").ge(59_990)).unwrap();
    assert!(last > 9 && last <= 20_480, "{last}");
    assert_eq!(rows(&col("n").ge(59_990).and(col("n").lt(10))), Some(0));
    assert_eq!(rows(&col("n").ge(0)), Some(60_000));
    assert_eq!(rows(&col("n").lt(10).or(col("carrier").eq("ZZ"))), None);
}

#[tokio::test]
async fn batches_have_the_columns_that_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(folder.path(), &Layout::default(), &flights(20_000), 5_000);
    let view = Whole { columns: Some(["carrier".into(), "n".into()].into()) };
    let only = Some(col("delay").ge(5_000));
    let given = batches(&path, only, view, 100).await.unwrap();
    let rows: usize = given.events.iter().map(|batch| batch.num_rows()).sum();
    assert_eq!(rows, flights(20_000).iter().filter(|f| f.delay >= Some(5_000.0)).count());
    let first = &given.events[0];
    assert_eq!(first.schema().field(0).name(), "carrier");
    assert_eq!(first.column(1).as_primitive::<Int32Type>().value(0), 10_000);
    let view = Whole { columns: Some(["tail".into()].into()) };
    let error = batches(&path, None, view, 1).await.err().unwrap();
    assert!(error.ends_with("there is no column `tail`; the columns are `n`, `carrier`, `delay`"));
}

#[tokio::test]
async fn a_source_goes_on_where_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let path = file_of(folder.path(), &Layout::default(), &all, 20_000);
    let from = |reads, from: Vec<Position>| {
        let path = path.clone();
        async move {
            let (options, only) = (FileOptions::new(path.as_path().into()), col("n").ge(10));
            let records = Records::<Flight>::new();
            read::<RowGroups, _>(&options, &Some(only), records, 97, reads, &from).await.unwrap()
        }
    };
    let first = from(100, vec![]).await;
    assert_eq!((first.positions.len(), first.positions[0].done), (1, false));
    let second = from(usize::MAX, first.positions).await;
    let both: Vec<_> = first.events.into_iter().chain(second.events).collect();
    assert!(both == all[10..]);
    assert!(second.positions[0].done);
    assert_eq!(from(9, second.positions).await.events, []);
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Short {
    carrier: String,
    n: i64,
    delay: f64,
    year: Option<i32>,
}

#[tokio::test]
async fn fields_left_out_stand_in_the_path_and_nothing_is_a_bad_record() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("carrier=U%41/year=2013");
    std::fs::create_dir_all(&below).unwrap();
    let layout = Layout { left_out: ["carrier".into()].into(), ..Layout::default() };
    let path = file_of(&below, &layout, &flights(16), 16);
    let given = records::<Short>(folder.path(), Some(col("year").ge(2013))).await.unwrap();
    assert_eq!(given.events.len(), 13);
    let first = Short { carrier: "UA".into(), n: 1, delay: 0.5, year: Some(2013) };
    assert_eq!(given.events[0], first);
    let errors: Vec<_> = given.errors.iter().map(ToString::to_string).collect();
    let problem = "column `delay`: it is nothing, and the field is no `Option`";
    assert_eq!(errors[1], format!("{}:8: {problem}", path.display()));
    // A record's number is that of the file, whatever was left out before it.
    let given = records::<Short>(folder.path(), Some(col("n").ge(8))).await.unwrap();
    assert_eq!((given.events.len(), given.errors.len()), (7, 1));
    assert_eq!(given.errors[0].record, 15);
    let given = records::<Short>(folder.path(), Some(col("year").lt(2013))).await.unwrap();
    assert_eq!((given.events.len(), given.errors.len()), (0, 0));
}

#[tokio::test]
async fn batches_are_written_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(folder.path(), &Layout::default(), &flights(9_000), 9_000);
    let given = batches(&path, None, Whole::default(), 9).await.unwrap();
    let again = written(&BatchFiles::default(), &Layout::default(), &given.events, 1).unwrap();
    std::fs::write(&path, again).unwrap();
    assert_eq!(records::<Flight>(&path, None).await.unwrap().events, flights(9_000));
    let none = [given.events[0].slice(0, 0)];
    let empty = written(&BatchFiles::default(), &Layout::default(), &none, 1).unwrap();
    std::fs::write(&path, empty).unwrap();
    let given = batches(&path, None, Whole::default(), 9).await.unwrap();
    assert_eq!(given.events.len(), 0);
    // Nobody knows the columns.
    assert!(written(&BatchFiles::default(), &Layout::default(), &[], 1).is_err());
}

#[tokio::test]
async fn what_is_no_parquet_is_an_error_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    for text in ["", "PAR1", "no parquet at all, but longer", "PAR1 \u{1}\u{1}\u{1}\u{1}PAR1"] {
        std::fs::write(&path, text).unwrap();
        let error = records::<Flight>(&path, None).await.err().unwrap();
        assert!(error.starts_with(&format!("cannot read `{}`: ", path.display())), "{error}");
    }
}

#[tokio::test]
async fn row_groups_are_gathered_up_to_the_size_of_a_split() {
    use crate::connectors::columnar::Columnar as _;
    use crate::connectors::file::{Cut as _, find};

    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let path = file_of_groups(folder.path(), &all);
    let size = std::fs::metadata(&path).unwrap().len();
    let found = find(&path.as_path().into(), false).await.unwrap();
    for (split_size, pieces) in [(None, 10), (Some(1), 10), (Some(size / 4), 5), (Some(size), 1)] {
        let options = FileOptions { split_size, ..FileOptions::new(path.as_path().into()) };
        let format = RowGroups::new(&options, &None, 1);
        let cut = format.cut(&found[0], &[]).await.unwrap();
        assert_eq!(cut.len(), pieces, "{split_size:?}");
        let about: Vec<_> = cut.iter().map(|piece| format.about(piece)).collect();
        assert_eq!(about.iter().map(|about| about.bytes).sum::<u64>(), size);
        let rows = 20_000 / pieces as u64;
        assert!(about.iter().map(|about| about.before).eq((0..).map(|n| n * rows).take(pieces)));
        // All of them, and the middle of them, in order.
        let wanted = |only: &Option<Only>| match only {
            None => all.to_vec(),
            Some(_) => all[9_000..11_000].to_vec(),
        };
        for only in [None, Some(col("n").ge(9_000).and(col("n").lt(11_000)))] {
            let records = Records::<Flight>::new();
            let given = read::<RowGroups, _>(&options, &only, records, 97, usize::MAX, &[]);
            let given = given.await.unwrap();
            assert!(given.events == wanted(&only) && given.errors.is_empty(), "{split_size:?}");
            assert_eq!(given.positions.len(), pieces);
        }
        // Stopped in the third row group, and gone on with, cut in the same way or in another.
        let records = Records::<Flight>::new;
        let first = read::<RowGroups, _>(&options, &None, records(), 97, 45, &[]).await.unwrap();
        let at = &first.positions;
        for other in [None, Some(1), Some(size / 4), Some(size / 3), Some(size)] {
            let options = FileOptions { split_size: other, ..options.clone() };
            let rest = read::<RowGroups, _>(&options, &None, records(), 97, usize::MAX, at).await;
            let both: Vec<_> = first.events.iter().cloned().chain(rest.unwrap().events).collect();
            assert!(both == all, "{split_size:?}, then {other:?}");
        }
    }
}

/// A row group that is damaged costs no other one, however they are gathered.
#[tokio::test]
async fn what_is_lost_with_a_row_group_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let path = file_of_groups(folder.path(), &all);
    let mut bytes = std::fs::read(&path).unwrap();
    let footer =
        parquet::file::reader::SerializedFileReader::new(bytes::Bytes::from(bytes.clone()));
    let footer = parquet::file::reader::FileReader::metadata(&footer.unwrap()).clone();
    let begin = |group: usize| footer.row_group(group).column(0).byte_range().0 as usize;
    bytes[begin(4)..begin(4) + 8].fill(0xff);
    std::fs::write(&path, &bytes).unwrap();
    let records = Records::<Flight>::new;
    for (split_size, only) in [(None, false), (Some(1 << 30), false), (Some(1 << 30), true)] {
        let options = FileOptions { split_size, ..FileOptions::new(path.as_path().into()) };
        let only = only.then(|| col("n").ge(0));
        for reads in [1, 90, 110, 1_000] {
            let first = read::<RowGroups, _>(&options, &only, records(), 97, reads, &[]).await;
            let first = first.unwrap();
            let at = &first.positions;
            let rest = read::<RowGroups, _>(&options, &only, records(), 97, usize::MAX, at).await;
            let rest = rest.unwrap();
            let events: Vec<_> = first.events.into_iter().chain(rest.events).collect();
            assert!(events == [&all[..8_000], &all[10_000..]].concat(), "{split_size:?}, {reads}");
            let errors: Vec<_> = first.errors.into_iter().chain(rest.errors).collect();
            assert_eq!(errors.len(), 1, "{split_size:?}, {reads}");
            let more = match only {
                None => "; with it the 2000 last rows of its row group are lost",
                Some(_) => "; the rest of its row group is lost",
            };
            assert!(errors[0].cause.ends_with(more), "{}", errors[0].cause);
            assert!(only.is_some() || errors[0].record == 8_001, "{}", errors[0].record);
        }
    }
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Numbered {
    #[serde(alias = "no", alias = "n")]
    number: i64,
}

/// A row group that is damaged is no matter where statistics say that nothing of it is wanted.
#[tokio::test]
async fn statistics_of_a_column_that_is_found_by_an_alias_skip_row_groups() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of_groups(folder.path(), &flights(20_000));
    let mut bytes = std::fs::read(&path).unwrap();
    let footer =
        parquet::file::reader::SerializedFileReader::new(bytes::Bytes::from(bytes.clone()));
    let footer = parquet::file::reader::FileReader::metadata(&footer.unwrap()).clone();
    let begin = footer.row_group(4).column(0).byte_range().0 as usize;
    bytes[begin..begin + 8].fill(0xff);
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(records::<Numbered>(&path, None).await.unwrap().errors.len(), 1);
    for name in ["number", "no", "n"] {
        let only = col(name).lt(7_999).and(col("carrier").eq("AA"));
        let given = records::<Numbered>(&path, Some(only)).await.unwrap();
        assert_eq!(given.errors, [], "{name}");
        let expected = (0..1_000).chain(3_000..4_000).chain(6_000..7_000);
        assert!(given.events.iter().map(|row| row.number).eq(expected), "{name}");
    }
}

/// Ten row groups of as many rows.
fn file_of_groups(folder: &Path, records: &[Flight]) -> PathBuf {
    use parquet::file::properties::WriterProperties;

    let rows = records.len() / 10;
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build();
    file_with(folder, records, properties)
}

/// A file that is written with these properties.
fn file_with(
    folder: &Path,
    records: &[Flight],
    properties: parquet::file::properties::WriterProperties,
) -> PathBuf {
    let path = folder.join("other.parquet");
    let file = std::fs::File::create(&path).unwrap();
    let mut builder = crate::record::RecordBuilder::<Flight>::new(records.len());
    records.iter().for_each(|record| builder.append(record).unwrap());
    let batch = builder.finish().unwrap();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

#[tokio::test]
async fn a_file_that_is_compressed_as_a_whole_is_held_in_memory() {
    use std::io::Write as _;

    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let path = file_of(folder.path(), &Layout::default(), &all, 5_000);
    let whole = std::fs::read(&path).unwrap();
    let packed = folder.path().join("b.parquet.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&whole).unwrap();
    let bytes = encoder.finish().unwrap();
    std::fs::write(&packed, &bytes).unwrap();
    let given = records::<Flight>(&packed, Some(col("n").ge(7))).await.unwrap();
    assert!(given.events == all[7..] && given.errors.is_empty());
    // Cut off, there is nothing at its end to begin with.
    std::fs::write(&packed, &bytes[..bytes.len() / 2]).unwrap();
    let error = records::<Flight>(&packed, None).await.err().unwrap();
    let cause = "the file ends in the middle of its gzip stream";
    assert_eq!(error, format!("cannot read `{}`: {cause}", packed.display()));
    // A name that only tells of the codec inside.
    std::fs::write(&packed, &whole).unwrap();
    assert!(records::<Flight>(&packed, None).await.unwrap().events == all);
    let options = FileOptions {
        compression: Some(Compression::Zstd(3)),
        ..FileOptions::new(packed.as_path().into())
    };
    let records = Records::<Flight>::new();
    let error = read::<RowGroups, _>(&options, &None, records, 97, 1, &[]).await.err().unwrap();
    assert!(error.contains("it is not compressed as a whole, as `.compression` says: zstd;"));
}

#[tokio::test]
async fn a_page_may_be_as_long_as_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let path = file_of(folder.path(), &Layout::default(), &all, 20_000);
    for (most, good) in [(1_000, false), (8 << 20, true)] {
        let options =
            FileOptions { max_record: Some(most), ..FileOptions::new(path.as_path().into()) };
        let records = Records::<Flight>::new();
        let given = read::<RowGroups, _>(&options, &None, records, 97, usize::MAX, &[]);
        let given = given.await.unwrap();
        if good {
            assert!(given.events == all && given.errors.is_empty());
            continue;
        }
        assert_eq!((given.events.len(), given.errors.len()), (0, 1));
        let cause = &given.errors[0].cause;
        assert!(cause.contains("a page of "), "{cause}");
        let mend = "bytes, where 1000 may be; `.max_record(…)` lets larger ones pass";
        assert!(cause.contains(mend), "{cause}");
    }
}
