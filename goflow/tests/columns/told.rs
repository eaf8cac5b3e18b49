//! What sources of columnar files are told: the same words as for csv and json.

use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use goflow::prelude::*;
use goflow::{avro, parquet};

#[derive(Record, Debug, Clone, PartialEq)]
struct Flight {
    n: i64,
    tail: String,
}

type Numbers = Arc<Mutex<Vec<i64>>>;

#[source]
fn flights(from: &i64, count: &i64) -> impl Iterator<Item = Flight> + use<> {
    (*from..*from + *count).map(|n| Flight { n, tail: format!("N{n:0>6}") })
}
#[output]
fn keep(flight: Flight, numbers: &Numbers) {
    numbers.lock().unwrap().push(flight.n);
}
#[output]
fn keep_rows(batch: RecordBatch, rows: &Arc<Mutex<usize>>) {
    *rows.lock().unwrap() += batch.num_rows();
}

async fn write(path: &Path, from: i64, count: i64) {
    let flow = match path.extension().is_some_and(|ending| ending == "avro") {
        true => pipeline! {
            let file = avro::sink::<Flight>(path);
            flights(from, count) -> file;
        },
        false => pipeline! {
            let file = parquet::sink::<Flight>(path);
            flights(from, count) -> file;
        },
    };
    flow.run().await.unwrap();
}

fn gz(path: &Path) {
    let whole = std::fs::read(path).unwrap();
    let to = std::fs::File::create(format!("{}.gz", path.display())).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(to, flate2::Compression::fast());
    encoder.write_all(&whole).unwrap();
    encoder.finish().unwrap();
    std::fs::remove_file(path).unwrap();
}

fn sorted(numbers: &Numbers) -> Vec<i64> {
    let mut all = std::mem::take(&mut *numbers.lock().unwrap());
    all.sort_unstable();
    all
}

#[tokio::test]
async fn packed_and_plain_files_of_one_folder_are_cut_and_dealt() {
    for ending in ["avro", "parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(format!("{name}.{ending}"));
        write(&at("a"), 0, 50_000).await;
        write(&at("b"), 50_000, 50_000).await;
        gz(&at("b"));
        let (numbers, rows) = (Numbers::default(), Arc::<Mutex<usize>>::default());
        let flow = match ending {
            "avro" => pipeline! {
                let file (c 3) = avro::source::<Flight>(folder.path())
                    .split_size(100.kib()).max_record(1.mib());
                let columns (c 2) = avro::batches(folder.path()).columns(["tail"]).split_size(1.mib());
                file -> keep(numbers.clone());
                columns -> keep_rows(rows.clone());
            },
            _ => pipeline! {
                let file (c 3) = parquet::source::<Flight>(folder.path())
                    .split_size(100.kib()).max_record(8.mib());
                let columns (c 2) = parquet::batches(folder.path()).columns(["tail"]).split_size(1.mib());
                file -> keep(numbers.clone());
                columns -> keep_rows(rows.clone());
            },
        };
        let report = flow.run().await.unwrap();
        assert!(sorted(&numbers).into_iter().eq(0..100_000), "{ending}");
        assert_eq!(*rows.lock().unwrap(), 100_000);
        let file = report.node("file").unwrap();
        let bytes = [at("a"), at("b").with_extension(format!("{ending}.gz"))]
            .map(|path| std::fs::metadata(path).unwrap().len());
        assert_eq!(file.bytes_read, Some(bytes.iter().sum()));
        assert_eq!(file.bytes_read, file.bytes_expected);
    }
}

#[tokio::test]
async fn what_is_told_of_records_that_are_too_long_names_node_file_and_mend() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.avro");
    write(&path, 0, 50_000).await;
    let numbers = Numbers::default();
    let flow = pipeline! {
        let file = avro::source::<Flight>(&path).max_record(1.kib());
        file -> keep(numbers.clone());
    };
    let error = flow.run().await.unwrap_err().to_string();
    let begin = format!("node `file`, worker 0: {}:1: a block of ", path.display());
    assert!(error.starts_with(&begin), "{error}");
    assert!(
        error.ends_with("where 1024 may be; `.max_record(…)` lets longer ones pass"),
        "{error}"
    );
    for (source, word) in [
        (parquet::source::<Flight>(&path).max_record(0), "`.max_record(0)` leaves no room"),
        (
            parquet::source::<Flight>(&path).split_size(0),
            "`.split_size(0)` cuts files into nothing",
        ),
        (
            parquet::source::<Flight>(&path).compression(Compression::Snappy),
            "snappy is a codec inside of avro and parquet files, and needs no word",
        ),
    ] {
        let flow = pipeline! {
            let file = source;
            file -> keep(numbers.clone());
        };
        let error = flow.run().await.unwrap_err().to_string();
        assert!(error.starts_with(&format!("node `file`, worker 0: {word}")), "{error}");
    }
}

#[tokio::test]
async fn a_folder_is_followed_until_the_pipeline_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = Numbers::default();
    let flow = pipeline! {
        let file = parquet::source::<Flight>(folder.path()).follow();
        file -> keep(numbers.clone());
    };
    let running = flow.start();
    for part in 0..3 {
        write(&folder.path().join(format!("{part}.parquet")), part * 10, 10).await;
        let begun = Instant::now();
        while numbers.lock().unwrap().len() < 10 * (part as usize + 1) {
            assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", numbers.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    assert_eq!(running.stop().await.unwrap().node("file").unwrap().sent, 30);
    assert!(sorted(&numbers).into_iter().eq(0..30));
}

#[tokio::test]
async fn what_is_encrypted_is_told_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    write(&path, 0, 10).await;
    let plain = std::fs::read(&path).unwrap();
    let error = async |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        crate::reading::whole(&path).await.error.unwrap()
    };
    let (whole, magic) = plain.split_at(plain.len() - 4);
    assert_eq!(magic, b"PAR1");
    let said = error(&[whole, b"PARE"].concat()).await;
    assert!(said.ends_with("its footer is encrypted, and such files are not read"), "{said}");

    // The footer says with what columns are encrypted, behind all else: field 8, where 7 was the last.
    let (footer, length) = whole.split_at(whole.len() - 4);
    let length = u32::from_le_bytes(length.try_into().unwrap()) + 4;
    let (footer, end) = footer.split_at(footer.len() - 1);
    assert_eq!(end, [0]);
    let mut file = [footer, &[0x1c, 0x1c, 0, 0, 0], &length.to_le_bytes(), magic].concat();
    std::fs::write(&path, &file).unwrap();
    assert_eq!(crate::reading::whole(&path).await.rows, 10);
    file[4..40].fill(0xff);
    let said = error(&file).await;
    assert!(said.contains("a column is encrypted, and such columns are not read"), "{said}");
}

type Causes = Arc<Mutex<Vec<String>>>;

#[output]
fn shorten(_: Flight, path: &std::path::PathBuf) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).open(path)?.set_len(1_000)
}
#[output]
fn keep_cause(failed: Failed<RecordError>, causes: &Causes) {
    causes.lock().unwrap().push(failed.error.cause);
}

#[tokio::test]
async fn a_file_that_becomes_shorter_is_told_in_the_words_of_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let write = pipeline! {
        let file = parquet::sink::<Flight>(&path).row_group_memory(256.kib());
        flights(0, 300_000) -> file;
    };
    write.run().await.unwrap();
    let causes = Causes::default();
    // The first event of the first row group finds others that nobody has read yet.
    let read = pipeline! {
        let file = parquet::source::<Flight>(&path).split_size(64.kib());
        file -> shorten(path.clone());
        file -[err]-> keep_cause(causes.clone());
    };
    read.run().await.unwrap();
    let causes = std::mem::take(&mut *causes.lock().unwrap());
    assert!(!causes.is_empty());
    for cause in causes {
        assert!(cause.starts_with("the file changed while it was read: it "), "{cause}");
        assert!(
            cause.contains("; read it when its writer is done, or with `.follow()`"),
            "{cause}"
        );
    }
}

#[tokio::test]
async fn what_is_no_parquet_is_told_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    write(&path, 0, 10).await;
    let whole = std::fs::read(&path).unwrap();
    for (bytes, problem) in [
        (&b"id,name\n1,a\n"[..], "it is no Parquet, which begins and ends with `PAR1`"),
        (b"{}", "it is no Parquet, which begins and ends with `PAR1`"),
        (
            &whole[..whole.len() - 1],
            "it begins as Parquet does, and does not end so: it was cut off",
        ),
        (b"PAR1", "it begins as Parquet does, and does not end so: it was cut off"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let said = crate::reading::whole(&path).await.error.unwrap();
        assert!(said.contains(problem), "{said}");
    }
}
