//! A source returns an iterator or a stream, or pushes; it may fail.

use std::io;
use std::ops::Range;

use futures::stream::{self, BoxStream, Stream, StreamExt};
use goflow::prelude::{Context, Failed, Out, output, pipeline, source, task};

use crate::support::*;

#[source]
fn chars(text: &String) -> impl Iterator<Item = char> {
    text.chars()
}

#[source]
fn upto(end: &u64) -> Range<u64> {
    0..*end
}

#[source]
fn ticks(upto: &u64) -> impl Stream<Item = u64> {
    stream::iter(0..*upto).then(|n| async move {
        tokio::task::yield_now().await;
        n * 10
    })
}

#[source]
fn borrowed(all: &Vec<String>) -> impl Stream<Item = String> {
    stream::iter(all).map(|text| text.to_uppercase())
}

#[source]
fn boxed() -> BoxStream<'static, u64> {
    stream::iter([7, 8]).boxed()
}

#[derive(Debug, Clone, PartialEq)]
struct StreamId(u64);

/// An iterator, whatever its items are called.
#[source]
fn ids() -> std::vec::IntoIter<StreamId> {
    vec![StreamId(1), StreamId(2)].into_iter()
}

#[source]
fn mapped() -> stream::Map<BoxStream<'static, u64>, fn(u64) -> StreamId> {
    stream::iter([3]).boxed().map(StreamId as fn(u64) -> StreamId)
}

#[source]
fn pinned() -> std::pin::Pin<Box<dyn Stream<Item = StreamId> + Send>> {
    stream::iter([StreamId(4)]).boxed()
}

#[test]
fn a_named_type_is_an_iterator_or_a_stream() {
    let seen = Seen::new();
    done(pipeline! { [ids, mapped, pinned] -> |id: StreamId| id.0 -> keep(seen.clone()); });
    assert_eq!(seen.sorted(), [1, 2, 3, 4]);
}

#[test]
fn iterators_and_streams_may_borrow_their_arguments() {
    let (letters, numbers, loud) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        chars("añb".to_string()) -> keep(letters.clone());
        ticks(3) -> numbers_to: keep(numbers.clone()) ;
        borrowed(texts(&["a", "b"])) -> loud_to: keep(loud.clone());
        upto(2) -> numbers_to;
        boxed -> numbers_to;
    });
    assert_eq!(letters.take(), ['a', 'ñ', 'b']);
    assert_eq!(numbers.sorted(), [0, 0, 1, 7, 8, 10, 20]);
    assert_eq!(loud.take(), ["A", "B"]);
    assert_eq!(counts(&report, "ticks"), [0, 3, 0, 0]);
}

#[source]
async fn sent(upto: &u64, out: &mut Out<u64>, odd: &mut Out<String>) {
    for n in 0..*upto {
        if n % 2 == 0 {
            out.send(n).await;
        } else {
            odd.send(n.to_string()).await;
        }
        tokio::task::yield_now().await;
    }
}

#[test]
fn an_async_source_sends_to_its_ports() {
    let (even, odd) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        sent(6) -> keep(even.clone());
        sent -[odd]-> odds: keep(odd.clone());
    });
    assert_eq!(even.take(), [0, 2, 4]);
    assert_eq!(odd.take(), ["1", "3", "5"]);
    assert_eq!(counts(&report, "sent"), [0, 6, 0, 0]);
    let report = done(pipeline! { sent(6) -> discard; });
    assert_eq!(counts(&report, "sent"), [0, 3, 0, 3]);
}

#[source]
fn pushed(upto: &u64, out: &mut Out<u64>) {
    for n in 0..*upto {
        out.push(n);
    }
}

#[test]
fn a_source_that_is_not_async_pushes() {
    let seen = Seen::new();
    let report = done(pipeline! { pushed(3_000) -> keep(seen.clone()) (buf 1); });
    assert_eq!(seen.take(), (0..3_000).collect::<Vec<_>>());
    assert_eq!(counts(&report, "pushed"), [0, 3_000, 0, 0]);
}

#[source]
async fn listen(upto: &u64, out: &mut Out<u64>) -> Result<(), io::Error> {
    for n in 0..*upto {
        out.send(n).await;
    }
    Err(io::Error::other("connection lost"))
}

#[source]
fn reads(upto: &u64, out: &mut Out<u64>) -> io::Result<()> {
    (0..*upto).for_each(|n| out.push(n));
    if *upto > 2 { Err(io::Error::other("end of file")) } else { Ok(()) }
}

#[test]
fn a_source_that_fails_has_sent_what_it_sent() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        [listen(3), reads(4), again: reads(2)] -> keep(seen.clone());
        [listen, reads, again] -[err]-> text -> bads: keep(bad.clone());
    });
    assert_eq!(seen.sorted(), [0, 0, 0, 1, 1, 1, 2, 2, 3]);
    assert_eq!(bad.sorted(), ["listen: connection lost", "reads: end of file"]);
    assert_eq!(counts(&report, "listen"), [0, 3, 1, 0]);
    let error = failed(pipeline! { listen(1) -> discard; });
    assert_eq!(error.to_string(), "node `listen`, worker 0: connection lost");
}

#[task]
fn text(failed: Failed<io::Error>) -> String {
    format!("{}: {}", failed.node, failed.error)
}

#[source]
fn lines() -> impl Iterator<Item = Result<u64, String>> {
    ["1", "x", "3", "y"].into_iter().map(|s| s.parse().map_err(|_| format!("{s}?")))
}

#[source]
fn results() -> impl Stream<Item = io::Result<u64>> {
    stream::iter(0..4).map(|n| if n == 1 { Err(io::Error::other("one")) } else { Ok(n) })
}

#[test]
fn items_may_be_results_and_an_error_does_not_end_it() {
    let (seen, bad, worse) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        [lines, results] -> keep(seen.clone());
        lines -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
        results -[err]-> text -> worse_to: keep(worse.clone());
    });
    assert_eq!(seen.sorted(), [0, 1, 2, 3, 3]);
    assert_eq!(bad.take(), ["x?", "y?"]);
    assert_eq!(worse.take(), ["results: one"]);
    assert_eq!(counts(&report, "lines"), [0, 2, 2, 0]);
    assert_eq!(counts(&report, "results"), [0, 3, 1, 0]);
}

#[test]
fn without_an_err_edge_the_first_error_ends_the_run() {
    let seen = Seen::new();
    let error = failed(pipeline! { lines -> keep(seen.clone()); });
    assert_eq!(error.to_string(), "node `lines`, worker 0: x?");
    assert_eq!(seen.take(), [1]);
}

#[source]
async fn share(all: &Vec<u64>, ctx: &mut Context, out: &mut Out<u64>) {
    for n in all.iter().skip(ctx.worker()).step_by(ctx.workers()) {
        out.send(*n).await;
    }
}

#[source]
fn stream_share(ctx: &mut Context) -> impl Stream<Item = u64> {
    stream::iter([ctx.worker() as u64 + 100])
}

#[test]
fn workers_of_a_source_are_told_apart_by_context() {
    let seen = Seen::new();
    let report = done(pipeline! {
        [share((0..10).collect()) (c 3), stream_share (c 2)] -> keep(seen.clone()) (c 2);
    });
    assert_eq!(seen.sorted(), (0..10).chain(100..102).collect::<Vec<u64>>());
    assert_eq!(counts(&report, "share"), [0, 10, 0, 0]);
}

#[source]
fn waiting(upto: &u64, out: &mut Out<u64>) {
    for n in 0..*upto {
        out.push(tokio::runtime::Handle::current().block_on(async move { n }));
    }
}

#[output]
fn count(_: u64, calls: &std::sync::atomic::AtomicU64, into: &Seen<u64>) {
    into.push(calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
}

#[test]
fn a_source_that_pushes_may_block_its_thread() {
    let seen = Seen::new();
    done(pipeline! { waiting(4) -> count(Default::default(), seen.clone()); });
    assert_eq!(seen.take(), [0, 1, 2, 3]);
}

#[source]
fn empty() -> impl Iterator<Item = u64> {
    std::iter::empty()
}

#[test]
fn a_source_may_have_nothing() {
    let report = done(pipeline! { empty (c 3) -> count(Default::default(), Seen::new()); });
    assert_eq!(counts(&report, "empty"), [0, 0, 0, 0]);
}
