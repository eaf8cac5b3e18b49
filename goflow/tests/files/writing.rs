//! Where events are written to, and what the files are called.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use goflow::prelude::*;
use goflow::{Output, csv, json};
use serde::Serialize;

use crate::support::{files, names, plain, plain_texts, texts};

#[derive(Serialize, Clone)]
struct Delay {
    carrier: Option<&'static str>,
    month: u8,
    n: u32,
}

fn delay(carrier: &'static str, month: u8, n: u32) -> Delay {
    Delay { carrier: (carrier != "-").then_some(carrier), month, n }
}

#[source]
fn of<T: Event + Clone + Sync>(events: &Vec<T>) -> impl Iterator<Item = T> + use<T> {
    events.clone().into_iter()
}

/// Runs `events` into `sink`, with as many workers.
async fn write<T, O>(events: Vec<T>, sink: O, workers: usize) -> Result<(), String>
where
    T: Event + Clone + Sync,
    O: Output<Event = T, Error = RecordError>,
{
    let flow = pipeline! {
        let sink (c {workers}) = sink;
        of(events) -> sink;
    };
    flow.run().await.map(drop).map_err(|error| error.to_string())
}

fn some(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

#[tokio::test]
async fn folders_by_value_without_the_field_inside() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let sink = json::sink::<Delay>(&out)
        .partition_by("carrier", |delay: &Delay| delay.carrier)
        .partition_by("month", |delay: &Delay| delay.month)
        .partition_by("odd", |delay: &Delay| delay.n % 2 == 1);
    let events =
        vec![delay("UA", 1, 1), delay("a/b=c", 1, 2), delay("UA", 1, 3), delay("-", 12, 4)];
    write(events, sink, 1).await.unwrap();
    let expected = some(&[
        ("carrier=UA/month=1/odd=true/part-0-…-00000.jsonl", "{\"n\":1}\n{\"n\":3}\n"),
        (
            "carrier=__HIVE_DEFAULT_PARTITION__/month=12/odd=false/part-0-…-00002.jsonl",
            "{\"n\":4}\n",
        ),
        ("carrier=a%2Fb%3Dc/month=1/odd=false/part-0-…-00001.jsonl", "{\"n\":2}\n"),
    ]);
    // Which file is begun first is a question of when pieces are handed over.
    let written = plain_texts(&out);
    let strip = |all: &BTreeMap<String, String>| -> BTreeMap<String, String> {
        all.iter().map(|(k, v)| (k.rsplit_once('-').unwrap().0.to_string(), v.clone())).collect()
    };
    assert_eq!(strip(&written), strip(&expected));
}

#[tokio::test]
async fn buckets_by_icebergs_transform() {
    let folder = tempfile::tempdir().unwrap();
    let sink = json::sink::<Delay>(folder.path()).bucket_by(16, |delay: &Delay| delay.carrier);
    let events = vec![delay("iceberg", 1, 1), delay("-", 1, 2), delay("iceberg", 2, 3)];
    write(events, sink, 1).await.unwrap();
    // 1210000089 % 16 = 9.
    let written = plain_texts(folder.path());
    let names: Vec<_> = written.keys().map(String::as_str).collect();
    assert_eq!(names, ["part-0-…-00001.jsonl", "part-0-…-b00009-00000.jsonl"]);
    assert!(written["part-0-…-b00009-00000.jsonl"].contains("\"carrier\":\"iceberg\",\"month\":2"));
}

#[tokio::test]
async fn several_workers_and_runs_add_files_beside_what_stands() {
    let folder = tempfile::tempdir().unwrap();
    for run in 0..2 {
        let sink = json::sink::<u32>(folder.path());
        write((0..10_000).collect(), sink, 3).await.unwrap();
        let written = texts(folder.path());
        let mut numbers: Vec<u32> =
            written.values().flat_map(|text| text.lines()).map(|n| n.parse().unwrap()).collect();
        numbers.sort_unstable();
        let expected: Vec<u32> = (0..10_000).flat_map(|n| vec![n; run + 1]).collect();
        assert!(numbers == expected);
        for name in written.keys().map(|name| plain(name)) {
            let worker: usize = name.split('-').nth(1).unwrap().parse().unwrap();
            assert!(worker < 3 && name.ends_with("-00000.jsonl"), "{name}");
        }
    }
}

#[tokio::test]
async fn overwrite_replaces_what_stood_there_when_all_is_well() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let old = ["old.jsonl", "a=1/part-0.jsonl", "a=1/b=2/.part.inprogress", "_KEEP", ".git/config"];
    for name in old {
        std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
        std::fs::write(at(name), "old").unwrap();
    }
    // A run that fails leaves all of it.
    #[task]
    fn fail(n: u32) -> Result<u32, String> {
        if n == 9_000 { Err("the ninth".into()) } else { Ok(n) }
    }
    let sink = json::sink::<u32>(folder.path()).overwrite().roll(Roll::rows(100));
    let flow = pipeline! { let sink = sink; of((0..10_000).collect()) -> fail -> sink; };
    assert!(flow.run().await.unwrap_err().to_string().contains("the ninth"));
    let mut sorted = old.map(String::from);
    sorted.sort();
    assert_eq!(names(folder.path()), sorted);

    let sink = json::sink::<u32>(folder.path()).partition_by("a", |n: &u32| *n).overwrite();
    write(vec![1, 2], sink, 1).await.unwrap();
    let written = names(folder.path());
    let (hidden, new): (Vec<_>, Vec<_>) =
        written.iter().partition(|name| name.starts_with(['.', '_']));
    assert_eq!(hidden, [".git/config", "_KEEP"]);
    let new: Vec<_> = new.iter().map(|name| plain(name)).collect();
    assert_eq!(new, ["a=1/part-0-…-00000.jsonl", "a=2/part-0-…-00001.jsonl"]);
    // Nothing at all replaces it, too.
    write(vec![], json::sink::<u32>(folder.path()).overwrite(), 2).await.unwrap();
    assert_eq!(names(folder.path()), [".git/config", "_KEEP"]);
    assert!(!at("a=1").exists());
}

#[tokio::test]
async fn outputs_of_one_run_that_would_replace_each_other_are_an_error_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("x")).unwrap();
    let sink = |name: &str, over| {
        let sink = json::sink::<u32>(at(name));
        if over { sink.overwrite() } else { sink }
    };
    let both = async |one: &str, other: &str, over: bool| {
        let (one, other) = (sink(one, over), sink(other, over));
        let flow = pipeline! {
            let one = one;
            let other = other;
            of(vec![1, 2]) -> { one; other; }
        };
        flow.run().await.map_err(|error| error.to_string())
    };
    for (one, other, over) in [
        ("a.jsonl", "a.jsonl", false),
        ("x/../a.jsonl", "a.jsonl", false),
        ("out", "out", true),
        ("out", "out/below", true),
    ] {
        let error = both(one, other, over).await.unwrap_err();
        assert!(error.contains("would replace, or be replaced by, `"), "{error}");
        let places = [at(one), at(other)].map(|path| format!("`{}`", path.display()));
        assert!(places.iter().all(|place| error.contains(place)), "{error}");
        assert!(texts(folder.path()).is_empty());
    }
    both("out", "out", false).await.unwrap();
    both("out", "_dead/a.jsonl", true).await.unwrap();
    both("out", "out/_dead", true).await.unwrap();
}

#[tokio::test]
async fn rolled_by_rows_and_by_size() {
    let folder = tempfile::tempdir().unwrap();
    let sink = json::sink::<u32>(folder.path()).roll(Roll::rows(1000));
    write((0..2500).collect(), sink, 1).await.unwrap();
    let lines: Vec<_> = texts(folder.path()).values().map(|text| text.lines().count()).collect();
    assert_eq!(lines, [1000, 1000, 500]);

    for (compression, overshoot) in
        [(Compression::None, 8), (Compression::Gzip, 8), (Compression::Zstd(3), 8)]
    {
        let folder = tempfile::tempdir().unwrap();
        let size = 20_000;
        let sink = json::sink::<String>(folder.path())
            .roll(Roll::size(size).rows(1_000_000))
            .compression(compression);
        // Text that is hard to compress.
        let events = (0..20_000_u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_string());
        write(events.collect(), sink, 1).await.unwrap();
        let mut sizes: Vec<_> = files(folder.path()).values().map(Vec::len).collect();
        sizes.pop();
        assert!(sizes.len() > 5, "{compression}: {sizes:?}");
        let most = size as usize + size as usize / overshoot;
        assert!(sizes.iter().all(|&s| s >= size as usize && s < most), "{compression}: {sizes:?}");
    }
}

#[tokio::test]
async fn rolled_by_time_though_no_event_comes() {
    /// Three events, and then nothing until it is told to end.
    #[source]
    fn slow(
        pause: &Duration,
        done: &std::sync::Arc<tokio::sync::Notify>,
    ) -> impl Stream<Item = u32> + use<> {
        let (pause, done) = (*pause, done.clone());
        futures::stream::unfold(0, move |n| {
            let done = done.clone();
            async move {
                if n == 3 {
                    done.notified().await;
                    return None;
                }
                tokio::time::sleep(pause * n).await;
                Some((n, n + 1))
            }
        })
    }
    for roll in [Roll::idle(Duration::from_millis(50)), Roll::every(Duration::from_millis(50))] {
        let folder = tempfile::tempdir().unwrap();
        let done = std::sync::Arc::new(tokio::sync::Notify::new());
        let sink = json::sink::<u32>(folder.path()).roll(roll);
        let (pause, told) = (Duration::from_millis(150), done.clone());
        let flow = pipeline! { let sink = sink; slow(pause, told) -> sink; };
        let running = flow.start();
        // All three become visible while the pipeline runs.
        let all = some(&[
            ("part-0-…-00000.jsonl", "0\n"),
            ("part-0-…-00001.jsonl", "1\n"),
            ("part-0-…-00002.jsonl", "2\n"),
        ]);
        let visible = || {
            // Those in progress may be gone before they could be read.
            let shown = names(folder.path()).into_iter().filter(|name| !name.starts_with('.'));
            let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
            shown.map(|name| (plain(&name), text(&name))).collect::<BTreeMap<_, _>>()
        };
        while visible() != all {
            assert!(visible().len() <= 3, "{:?}", visible());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        done.notify_one();
        running.wait().await.unwrap();
        assert_eq!(visible(), all);
    }
}

#[tokio::test]
async fn the_least_recently_used_file_goes_on_in_a_further_one() {
    let folder = tempfile::tempdir().unwrap();
    let sink = json::sink::<(char, u8, String)>(folder.path())
        .partition_by("x", |event: &(char, u8, String)| event.0.to_string())
        .max_open(2);
    // Each is more than waits for a file.
    let events = [('a', 1), ('b', 2), ('a', 3), ('c', 4), ('a', 5), ('b', 6), ('a', 7)];
    let events = events.map(|(x, n)| (x, n, "long".repeat(20_000)));
    write(events.to_vec(), sink, 1).await.unwrap();
    let written: Vec<_> = texts(folder.path())
        .into_iter()
        .map(|(name, text)| {
            let events: Vec<(char, u8, String)> =
                text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            (name[..3].to_string(), events.into_iter().map(|event| event.1).collect::<Vec<_>>())
        })
        .collect();
    // `c` closes `b`, and `b` closes `c`; `a` is used all the time.
    let expected =
        [("x=a", vec![1, 3, 5, 7]), ("x=b", vec![2]), ("x=b", vec![6]), ("x=c", vec![4])];
    assert_eq!(written, expected.map(|(x, numbers)| (x.to_string(), numbers)));
}

/// Events wait for their files, so these are not begun and ended for each of them.
#[tokio::test]
async fn partitions_beyond_the_files_that_may_be_open_have_a_file_each() {
    for workers in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let sink =
            json::sink::<u32>(folder.path()).partition_by("x", |n: &u32| n % 500).max_open(7);
        write((0..20_000).collect(), sink, workers).await.unwrap();
        let written = texts(folder.path());
        assert!((500..=500 * workers).contains(&written.len()), "{} files", written.len());
        let mut found = Vec::new();
        for (name, text) in written {
            let x: u32 = name["x=".len()..name.find('/').unwrap()].parse().unwrap();
            let numbers: Vec<u32> = text.lines().map(|line| line.parse().unwrap()).collect();
            assert!(numbers.iter().all(|n| n % 500 == x) && numbers.is_sorted(), "{name}: {text}");
            found.extend(numbers);
        }
        found.sort_unstable();
        assert!(found.into_iter().eq(0..20_000), "{workers} workers");
    }
}

#[tokio::test]
async fn many_partitions_in_any_order_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let sink = json::sink::<(u32, String)>(folder.path())
        .partition_by("x", |event: &(u32, String)| event.0 % 12)
        .bucket_by(3, |event: &(u32, String)| event.0)
        .roll(Roll::rows(700).size(100_000))
        .compression(Compression::Lz4)
        .max_open(36);
    let events: Vec<_> = (0..60_000_u32)
        .map(|n| n.wrapping_mul(0x9e37_79b1) >> 8)
        .map(|n| (n, "x".repeat((n % 50) as usize)))
        .collect();
    write(events.clone(), sink, 2).await.unwrap();
    let mut found = Vec::new();
    for (name, bytes) in files(folder.path()) {
        let mut text = String::new();
        lz4_flex::frame::FrameDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
        let rows: Vec<(u32, String)> =
            text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert!(!rows.is_empty() && rows.len() <= 700);
        let folder: u32 = name["x=".len()..name.find('/').unwrap()].parse().unwrap();
        let bucket = name.split("-b").nth(1).unwrap()[..5].parse::<i32>().unwrap();
        for (n, _) in &rows {
            let hash = goflow::BucketValue::hash(n).unwrap();
            assert_eq!((n % 12, (hash & i32::MAX) % 3), (folder, bucket), "{name}");
        }
        found.extend(rows);
    }
    let mut expected = events;
    expected.sort();
    found.sort();
    assert!(found == expected);
}

#[tokio::test]
async fn files_are_completed_at_once_and_one_that_cannot_be_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let sink = || json::sink::<u32>(folder.path()).partition_by("a", |n: &u32| n % 64);
    write((0..640).collect(), sink(), 1).await.unwrap();
    let written = plain_texts(folder.path());
    // They are begun in the order in which their first events came.
    let expected = (0..64_u32).map(|a| {
        let numbers: Vec<_> = (0..10).map(|n| format!("{}\n", n * 64 + a)).collect();
        (format!("a={a}/part-0-…-{a:05}.jsonl"), numbers.concat())
    });
    assert_eq!(written, expected.collect());

    // No folder can be made where a file stands.
    let before = texts(folder.path());
    std::fs::remove_dir_all(folder.path().join("a=7")).unwrap();
    std::fs::write(folder.path().join("a=7"), "in the way").unwrap();
    let error = write((0..640).collect(), sink(), 1).await.unwrap_err();
    assert!(error.contains("a=7/part-0-"), "{error}");
    let mut left = texts(folder.path());
    assert_eq!(left.remove("a=7").as_deref(), Some("in the way"));
    assert!(before.len() == 64 && left.len() == 63);
    assert!(left.iter().all(|(name, text)| before.get(name) == Some(text)));
}

#[tokio::test]
async fn a_large_file_is_whole_though_parts_of_it_went_to_the_disk_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.jsonl");
    let lines = || (0..20_000).map(|n| format!("{n:01000}"));
    write(lines().collect(), json::sink::<String>(&path), 1).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.len() > 20_000_000 && text.lines().count() == 20_000);
    assert!(text.lines().zip(lines()).all(|(got, line)| got.trim_matches('"') == line));
}

#[tokio::test]
async fn one_file_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sum.jsonl");
    std::fs::write(&path, "old").unwrap();
    let error = async |sink, workers| write(vec![1], sink, workers).await.unwrap_err();
    let sink = || json::sink::<u32>(&path);
    let said = error(sink(), 2).await;
    assert!(said.starts_with("node `sink`, worker "), "{said}");
    assert!(
        said.contains("is one file, so it is written by one worker; leave out the `(c 2)`"),
        "{said}"
    );
    let said = error(sink().partition_by("x", |n: &u32| *n), 1).await;
    assert!(
        said.contains("is one file, and cannot be partitioned; write to a folder, as `"),
        "{said}"
    );
    assert!(said.ends_with("/sum/`"), "{said}");
    let said = error(sink().roll(Roll::rows(5)), 1).await;
    assert!(said.contains("cannot be rolled"), "{said}");
    let said = error(json::sink::<u32>(folder.path().join("x.csv")), 1).await;
    assert!(said.contains("is no name for JSON"), "{said}");
    let said = error(json::sink::<u32>(folder.path().join("out")).max_open(0), 1).await;
    assert!(said.contains("use 1 or more"), "{said}");
    let said = error(json::sink::<u32>(folder.path().join("out")).roll(Roll::rows(0)), 1).await;
    assert!(said.contains("a `Roll` of 0"), "{said}");
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    // Without a row it is an empty file, and replaces what stood there.
    write(vec![], sink(), 1).await.unwrap();
    assert_eq!(texts(folder.path()), some(&[("sum.jsonl", "")]));
}

#[tokio::test]
async fn one_file_may_have_the_longest_name_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = |bytes: usize| folder.path().join(format!("{}.jsonl", "n".repeat(bytes - 6)));
    write(vec![1, 2], json::sink::<u32>(file(255)), 1).await.unwrap();
    assert_eq!(read(&file(255)).await, [1, 2]);
    let error = write(vec![1, 2], json::sink::<u32>(file(256)), 1).await.unwrap_err();
    assert!(error.contains("the name is too long"), "{error}");
    assert_eq!(names(folder.path()).len(), 1);
}

#[tokio::test]
async fn one_file_is_compressed_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["gz", "zst", "bz2", "xz", "lz4"] {
        let path = folder.path().join(format!("a.jsonl.{ending}"));
        write((0..50_000_u32).collect(), json::sink::<u32>(&path), 1).await.unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() < 250_000, "{ending}");
        assert_eq!(read(&path).await, (0..50_000).collect::<Vec<_>>(), "{ending}");
    }
}

async fn read(path: &Path) -> Vec<u32> {
    let seen = crate::Seen::default();
    #[output]
    fn keep(n: u32, seen: &crate::Seen) {
        seen.lock().unwrap().push(n);
    }
    let flow = pipeline! {
        let rows = json::source::<u32>(path);
        rows -> keep(seen.clone());
    };
    flow.run().await.unwrap();
    std::mem::take(&mut *seen.lock().unwrap())
}

#[derive(Serialize, Clone)]
struct Sum {
    carrier: String,
    minutes: Option<f64>,
}

fn sums() -> Vec<Sum> {
    let sum = |carrier: &str, minutes| Sum { carrier: carrier.to_string(), minutes };
    vec![sum("UA", Some(1.5)), sum("a,\"b\"", None), sum("UA", Some(-0.25))]
}

#[tokio::test]
async fn csv_has_a_header_in_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    write(sums(), csv::sink::<Sum>(at("a.csv")).null("NA"), 1).await.unwrap();
    write(sums(), csv::sink::<Sum>(at("b.csv")).header(false).delimiter(b';'), 1).await.unwrap();
    write(vec![], csv::sink::<Sum>(at("c.csv")), 1).await.unwrap();
    let named = csv::sink::<Sum>(at("d.csv")).columns(["carrier", "min,utes"]);
    write(vec![], named, 1).await.unwrap();
    let parts = csv::sink::<Sum>(at("e")).partition_by("carrier", |sum: &Sum| sum.carrier.clone());
    write(sums(), parts.roll(Roll::rows(1)), 1).await.unwrap();
    let written: BTreeMap<_, _> = texts(folder.path())
        .into_iter()
        .map(|(name, text)| (if name.starts_with('e') { plain(&name) } else { name }, text))
        .collect();
    let expected = some(&[
        ("a.csv", "carrier,minutes\nUA,1.5\n\"a,\"\"b\"\"\",NA\nUA,-0.25\n"),
        ("b.csv", "UA;1.5\n\"a,\"\"b\"\"\";\nUA;-0.25\n"),
        ("c.csv", ""),
        ("d.csv", "carrier,\"min,utes\"\n"),
        ("e/carrier=UA/part-0-…-00000.csv", "minutes\n1.5\n"),
        ("e/carrier=UA/part-0-…-00002.csv", "minutes\n-0.25\n"),
        ("e/carrier=a,%22b%22/part-0-…-00001.csv", "minutes\n\"\"\n"),
    ]);
    assert_eq!(written, expected);
}

#[tokio::test]
async fn csv_says_what_it_does_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let error = write(vec![vec![1]; 2], csv::sink::<Vec<i32>>(&path), 1).await.unwrap_err();
    assert!(error.contains("write structs, or say `.header(false)`"), "{error}");
    #[derive(Serialize, Clone)]
    struct Nested {
        list: Vec<u8>,
    }
    let events = vec![Nested { list: vec![1] }];
    let error = write(events, csv::sink::<Nested>(&path), 1).await.unwrap_err();
    assert!(error.starts_with("node `sink`, worker 0: ") && error.contains("`list`"), "{error}");
    let error = write(sums(), csv::sink::<Sum>(&path).delimiter(b'\n'), 1).await.unwrap_err();
    assert!(error.contains("`.delimiter(b'\\n')` ends a line"), "{error}");
    assert!(names(folder.path()).is_empty());
}
