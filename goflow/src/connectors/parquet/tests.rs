//! What is written is read, all of it or what is asked for.

use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int32Type;
use proptest::prelude::*;

use super::format::RowGroups;
use super::only::{Only, col};
use super::packer::{BatchFiles, RecordFiles};
use crate::Record;
use crate::connectors::columnar::testing::{Given, read, written};
use crate::connectors::columnar::{Records, Whole};
use crate::connectors::file::Compression;
use crate::connectors::file::write::Layout;
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
    read(path, RowGroups::new(only), Records::<T>::new(), 100, usize::MAX, &[]).await
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
    let given = read(&path, RowGroups::new(only), view, 100, usize::MAX, &[]).await.unwrap();
    let rows: usize = given.events.iter().map(|batch| batch.num_rows()).sum();
    assert_eq!(rows, flights(20_000).iter().filter(|f| f.delay >= Some(5_000.0)).count());
    let first = &given.events[0];
    assert_eq!(first.schema().field(0).name(), "carrier");
    assert_eq!(first.column(1).as_primitive::<Int32Type>().value(0), 10_000);
    let view = Whole { columns: Some(["tail".into()].into()) };
    let error = read(&path, RowGroups::new(None), view, 1, 1, &[]).await.err().unwrap();
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
            let format = RowGroups::new(Some(col("n").ge(10)));
            read(&path, format, Records::<Flight>::new(), 97, reads, &from).await.unwrap()
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
    let given = records::<Short>(folder.path(), Some(col("year").lt(2013))).await.unwrap();
    assert_eq!((given.events.len(), given.errors.len()), (0, 0));
}

#[tokio::test]
async fn batches_are_written_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(folder.path(), &Layout::default(), &flights(9_000), 9_000);
    let given =
        read(&path, RowGroups::new(None), Whole::default(), 9, usize::MAX, &[]).await.unwrap();
    let again = written(&BatchFiles::default(), &Layout::default(), &given.events, 1).unwrap();
    std::fs::write(&path, again).unwrap();
    assert_eq!(records::<Flight>(&path, None).await.unwrap().events, flights(9_000));
    let empty = written(&BatchFiles::default(), &Layout::default(), &[], 1).unwrap();
    std::fs::write(&path, empty).unwrap();
    let given =
        read(&path, RowGroups::new(None), Whole::default(), 9, usize::MAX, &[]).await.unwrap();
    assert_eq!(given.events.len(), 0);
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
