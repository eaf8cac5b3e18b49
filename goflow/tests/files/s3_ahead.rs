//! The next row group of a Parquet file in a store comes while one is decoded: the output waits at each row
//! group for what the proxy has to see first.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use goflow::arrow::array::{ArrayRef, Int64Array};
use goflow::parquet;
use goflow::prelude::*;

use super::moto::{Moto, get, relay};
use super::s3_writing::run;

const GROUPS: i64 = 6;
/// Of a row group: five batches, so that it is not at hand as a whole where the output waits.
pub const ROWS: i64 = 40_000;
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The others are such that a row group takes more than what is fetched ahead of small ones together.
const COLUMNS: i64 = 15;

/// A file of row groups of which the first column counts, and where each of them ends.
pub fn file(all: Range<i64>, columns: i64) -> (Vec<u8>, Vec<u64>) {
    let groups = (all.end - all.start) / ROWS;
    let columns = (0..columns).map(|number| {
        let factor = if number == 0 { 1 } else { 0x9e37_79b9_7f4a_7c15_u64.cast_signed() + number };
        let values = all.clone().map(|n| n.wrapping_mul(factor)).collect::<Int64Array>();
        (if number == 0 { "n".into() } else { format!("x{number}") }, Arc::new(values) as ArrayRef)
    });
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let row_count = WriterProperties::builder().set_max_row_group_row_count(Some(ROWS as usize));
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(row_count.build())).unwrap();
    writer.write(&batch).unwrap();
    let bytes = writer.into_inner().unwrap();
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes.clone())).unwrap();
    let ends = reader.metadata().row_groups().iter().map(|group| {
        group.columns().iter().map(|chunk| chunk.byte_range()).map(|(at, size)| at + size).max()
    });
    let ends: Vec<u64> = ends.map(Option::unwrap).collect();
    assert_eq!(ends.len() as i64, groups);
    (bytes, ends)
}

/// What the proxy sees.
#[derive(Default)]
pub struct Seen {
    state: Mutex<State>,
    more: Condvar,
}

#[derive(Default)]
pub struct State {
    /// Row groups that were asked for.
    pub asked: BTreeSet<usize>,
    /// Row groups that the output has come to.
    reached: BTreeSet<usize>,
    problem: Option<String>,
    pub over: bool,
}

impl Seen {
    /// Waits until it is so.
    pub fn until(&self, what: &str, mut is_so: impl FnMut(&State) -> bool) {
        let state = self.state.lock().unwrap();
        let waits = |state: &mut State| !is_so(state) && state.problem.is_none();
        let (mut state, waited) = self.more.wait_timeout_while(state, PATIENCE, waits).unwrap();
        if waited.timed_out() {
            state.problem = Some(format!("{what} did not come"));
        }
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
        self.more.notify_all();
    }

    /// What of this is asked for by a request: a row group.
    fn group(&self, head: &str, ends: &[u64]) -> Option<usize> {
        head.strip_prefix("GET /data/a.parquet")?;
        let head = head.to_ascii_lowercase();
        let range = head.lines().find_map(|line| line.strip_prefix("range: bytes="))?;
        let (from, to) = range.split_once('-')?;
        let (from, to): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
        // Footers are behind all of them, and asked for with some of what is before.
        let group = ends.iter().position(|end| from < *end).filter(|_| Some(&to) < ends.last())?;
        self.change(|state| _ = state.asked.insert(group));
        Some(group)
    }

    /// A row group that the output tells to have come to, and the one that it waits for.
    fn reached(&self, head: &str) -> Option<(usize, usize)> {
        let told = head.strip_prefix("GET /data/reached/")?.split(' ').next()?;
        let (group, next) = told.split_once('/')?;
        let (group, next) = (group.parse().ok()?, next.parse().ok()?);
        self.change(|state| _ = state.reached.insert(group));
        Some((group, next))
    }
}

/// Starts a server with the file, and a proxy before it.
fn serve(
    before: impl Fn(&Seen, &str, &[u64]) + Send + Sync + 'static,
) -> Option<(Moto, Arc<Seen>, u16)> {
    let moto = Moto::start()?;
    let (bytes, ends) = file(0..GROUPS * ROWS, COLUMNS);
    moto.put("/data", b"");
    moto.put("/data/a.parquet", &bytes);
    let seen = Arc::<Seen>::default();
    let told = seen.clone();
    let port = relay(moto.port, move |head| before(&told, head, &ends));
    Some((moto, seen, port))
}

pub fn asked(seen: &Seen) -> Vec<usize> {
    let state = seen.state.lock().unwrap();
    assert_eq!(state.problem, None);
    state.asked.iter().copied().collect()
}

/// Asks the proxy, from a worker of the runtime, whose other tasks go on meanwhile.
pub fn ask(path: &str) {
    let endpoint = std::env::var("AWS_ENDPOINT_URL").unwrap();
    let port = endpoint.rsplit(':').next().unwrap().parse().unwrap();
    tokio::task::block_in_place(|| get(port, path));
}

/// Tells the proxy which row group has come, when its first rows do, and waits until it answers. The row
/// groups are these, one after the other.
#[output]
fn tell(batch: RecordBatch, groups: &Vec<i64>, rows: &Arc<AtomicI64>) {
    let first = batch.column(0).as_any().downcast_ref::<Int64Array>().unwrap().value(0);
    let before = rows.fetch_add(batch.num_rows() as i64, Relaxed);
    let at = usize::try_from(before / ROWS).unwrap();
    assert_eq!(first, groups[at] * ROWS + before % ROWS);
    if let (0, Some(next)) = (before % ROWS, groups.get(at + 1)) {
        ask(&format!("/data/reached/{}/{next}", groups[at]));
    }
}

/// At each row group the answer comes when the next one was asked for.
fn answer(seen: &Seen, head: &str) {
    if let Some((_, next)) = seen.reached(head) {
        seen.until("the next row group", |state| state.asked.contains(&next));
    }
}

/// The same, and that is not asked for before the one before it was reached.
fn in_step(seen: &Seen, head: &str, ends: &[u64]) {
    answer(seen, head);
    let Some(group) = seen.group(head, ends) else { return };
    seen.change(|state| {
        // Which ones are left out is a matter of the test.
        let before = state.asked.iter().rev().filter(|asked| **asked < group).nth(1);
        if let Some(before) = before.filter(|before| !state.reached.contains(before)) {
            state.problem = Some(format!("{group} was asked for before {before} was reached"));
        }
    });
}

#[test]
fn the_next_row_group_is_fetched_while_one_is_decoded() {
    for test in ["reads_row_groups", "reads_one_piece"] {
        let Some((_moto, seen, port)) = serve(in_step) else { return };
        run(&format!("s3_ahead::{test}"), port);
        assert_eq!(asked(&seen), (0..GROUPS as usize).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_row_groups() {
    let rows = Arc::<AtomicI64>::default();
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet");
        file -> tell((0..GROUPS).collect(), rows.clone());
    };
    let report = flow.run().await.unwrap();
    assert_eq!(rows.load(Relaxed), GROUPS * ROWS);
    let file = report.node("file").unwrap();
    assert!(file.bytes_read.is_some() && file.bytes_read == file.bytes_expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_one_piece() {
    let rows = Arc::<AtomicI64>::default();
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet").split_size(1.gib());
        file -> tell((0..GROUPS).collect(), rows.clone());
    };
    flow.run().await.unwrap();
    assert_eq!(rows.load(Relaxed), GROUPS * ROWS);
}

#[test]
fn row_groups_without_a_wanted_row_are_passed_over_and_not_fetched() {
    for test in ["reads_some_row_groups", "reads_some_of_one_piece"] {
        let Some((_moto, seen, port)) = serve(in_step) else { return };
        run(&format!("s3_ahead::{test}"), port);
        assert_eq!(asked(&seen), [0, 3, 5]);
    }
}

/// Row groups 0, 3 and 5.
fn some() -> goflow::parquet::Only {
    let n = || col("n");
    let third = n().ge(3 * ROWS).and(n().lt(4 * ROWS));
    n().lt(ROWS).or(third).or(n().ge(5 * ROWS))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_some_row_groups() {
    let rows = Arc::<AtomicI64>::default();
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet").only(some());
        file -> tell(vec![0, 3, 5], rows.clone());
    };
    flow.run().await.unwrap();
    assert_eq!(rows.load(Relaxed), 3 * ROWS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_some_of_one_piece() {
    let rows = Arc::<AtomicI64>::default();
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet").only(some()).split_size(1.gib());
        file -> tell(vec![0, 3, 5], rows.clone());
    };
    flow.run().await.unwrap();
    assert_eq!(rows.load(Relaxed), 3 * ROWS);
}

#[test]
fn what_cannot_be_fetched_is_told_when_its_turn_comes() {
    for test in ["reads_what_is_replaced", "reads_one_piece_that_is_replaced"] {
        let served = serve(|seen, head, ends| {
            answer(seen, head);
            seen.group(head, ends);
        });
        let Some((_moto, seen, port)) = served else { return };
        run(&format!("s3_ahead::{test}"), port);
        assert_eq!(asked(&seen), (0..GROUPS as usize).collect::<Vec<_>>());
    }
}

/// Replaces the file when its first row group is there and its second one on its way.
#[output]
fn replace(batch: RecordBatch, rows: &Arc<AtomicI64>) {
    if rows.fetch_add(batch.num_rows() as i64, Relaxed) > 0 {
        return;
    }
    ask("/data/reached/0/1");
    let flow = pipeline! {
        let file = parquet::batch_sink("s3://data/a.parquet");
        another -> file;
    };
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| runtime.block_on(flow.run())).unwrap();
}

#[source]
fn another() -> impl Iterator<Item = RecordBatch> {
    let column: ArrayRef = Arc::new(Int64Array::from_iter_values([7]));
    RecordBatch::try_from_iter([("n", column)]).into_iter()
}

#[output]
fn bury(failed: Failed<RecordError>, dead: &Arc<Mutex<Vec<RecordError>>>) {
    dead.lock().unwrap().push(failed.error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_what_is_replaced() {
    replaced(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_one_piece_that_is_replaced() {
    replaced(1.gib()).await;
}

async fn replaced(split_size: u64) {
    let (rows, dead) = (Arc::<AtomicI64>::default(), Arc::<Mutex<Vec<RecordError>>>::default());
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet").split_size(split_size);
        file -> replace(rows.clone());
        file -[err]-> bury(dead.clone());
    };
    flow.run().await.unwrap();
    assert_eq!(rows.load(Relaxed), 2 * ROWS);
    let dead = dead.lock().unwrap();
    let records: Vec<_> = dead.iter().map(|error| error.record.cast_signed()).collect();
    assert_eq!(records, (2..GROUPS).map(|group| group * ROWS + 1).collect::<Vec<_>>());
    for error in dead.iter() {
        let cause = "the file changed while it was read: it was replaced; read it when its writer is \
                     done, or with `.follow()`; with it the 40000 last rows of its row group are lost";
        assert_eq!(error.cause, cause);
    }
}

#[test]
fn a_worker_that_waits_keeps_no_row_group_from_the_others() {
    let Some((_moto, seen, port)) = serve(|seen, head, ends| _ = seen.group(head, ends)) else {
        return;
    };
    run("s3_ahead::reads_around_one_that_waits", port);
    assert_eq!(asked(&seen), (0..GROUPS as usize).collect::<Vec<_>>());
}

/// The first rows wait until all other row groups have come.
#[output]
fn wait_for_others(batch: RecordBatch, groups: &Arc<(Mutex<BTreeSet<i64>>, Condvar)>) {
    let first = batch.column(0).as_any().downcast_ref::<Int64Array>().unwrap().value(0);
    let (reached, more) = &**groups;
    let mut reached = reached.lock().unwrap();
    reached.insert(first / ROWS);
    more.notify_all();
    if first == 0 {
        let waits = |reached: &mut BTreeSet<i64>| (reached.len() as i64) < GROUPS;
        let (reached, _) = tokio::task::block_in_place(|| {
            more.wait_timeout_while(reached, PATIENCE, waits).unwrap()
        });
        assert_eq!(reached.len() as i64, GROUPS);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_around_one_that_waits() {
    let groups = Arc::<(Mutex<BTreeSet<i64>>, Condvar)>::default();
    let flow = pipeline! {
        let file (c 2) = parquet::batches("s3://data/a.parquet");
        file -> wait_for_others(groups.clone()) (c 2);
    };
    flow.run().await.unwrap();
}

/// Runs what gives up while the answer for that row group is held.
fn give_up(test: &str, held: usize) {
    let served = serve(move |seen, head, ends| {
        answer(seen, head);
        if seen.group(head, ends) == Some(held) {
            seen.until("the end", |state| state.over);
        }
    });
    let Some((_moto, seen, port)) = served else { return };
    run(&format!("s3_ahead::{test}"), port);
    assert!(asked(&seen).contains(&held));
    seen.change(|state| state.over = true);
}

#[test]
fn nothing_is_fetched_any_more_when_the_run_has_ended() {
    give_up("is_dropped_while_it_waits", 0);
    give_up("fails_while_it_fetches", 1);
}

/// Waits until nothing is done any more.
async fn at_rest() {
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let begun = Instant::now();
    while tasks() > 0 {
        assert!(begun.elapsed() < PATIENCE / 3, "{} tasks go on", tasks());
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn is_dropped_while_it_waits() {
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet");
        file -> discard;
    };
    tokio::select! {
        ended = flow.run() => panic!("it was not given up: {ended:?}"),
        asked = tokio::spawn(async { ask("/data/reached/0/0") }) => asked.unwrap(),
    }
    at_rest().await;
}

#[output]
fn refuse(_: RecordBatch) -> Result<(), std::io::Error> {
    ask("/data/reached/0/1");
    Err(std::io::Error::other("no more"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn fails_while_it_fetches() {
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet");
        file -> refuse;
    };
    assert!(flow.run().await.unwrap_err().to_string().contains("no more"));
    at_rest().await;
}
