//! A blocking task may give many events: it pushes them, or returns an iterator.

use std::time::Duration;

use goflow::prelude::*;
use tokio::sync::mpsc::unbounded_channel;

use crate::support::*;

#[task(blocking)]
fn split(line: &String, out: &mut Out<String>) -> Result<(), String> {
    for word in line.split(' ') {
        if word == "stop" {
            return Err(format!("stopped in `{line}`"));
        }
        out.push(word.to_string());
    }
    Ok(())
}

#[task(blocking)]
fn letters(word: String, seen: &mut Local<usize>) -> impl Iterator<Item = (usize, char)> {
    **seen += 1;
    let seen = **seen;
    word.chars().map(move |letter| (seen, letter)).collect::<Vec<_>>().into_iter()
}

#[test]
fn pushed_and_iterated_events_arrive_in_order() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        items(texts(&["to be", "or stop not", "a b"])) -> split -> letters -> keep(seen.clone());
        split -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    let expected = [(1, 't'), (1, 'o'), (2, 'b'), (2, 'e'), (3, 'o'), (3, 'r'), (4, 'a'), (5, 'b')];
    assert_eq!(seen.take(), expected);
    assert_eq!(bad.take(), ["stopped in `or stop not`"]);
    assert_eq!(counts(&report, "split"), [3, 5, 1, 0]);
    assert_eq!(counts(&report, "letters"), [5, 8, 0, 0]);
}

#[test]
fn a_blocking_reader_that_pushes_is_lent_the_event() {
    let (seen, whole) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["a b", "c"])) -> { split -> keep(seen.clone()); whole_to: keep(whole.clone()); }
    });
    assert_eq!(seen.take(), ["a", "b", "c"]);
    assert_eq!(whole.take(), ["a b", "c"]);
}

#[task(blocking)]
fn count(word: String, n: &mut Keyed<String, u64>, out: &mut Out<(String, u64)>) {
    **n += 1;
    out.push((word, **n));
}

#[test]
fn it_may_keep_state_per_key_and_have_workers() {
    let seen = Seen::new();
    done(pipeline! {
        items(texts(&["a", "b", "a", "a"])) -[key |w| w.clone()]-> count (c 2) -> keep(seen.clone());
    });
    let expected = [("a", 1), ("a", 2), ("a", 3), ("b", 1)];
    assert_eq!(seen.sorted(), expected.map(|(w, n)| (w.to_string(), n)));
}

/// Gives the next event only when the one before has arrived.
#[task(blocking)]
fn one_by_one(n: u64, arrived: &Seen<u64>) -> impl Iterator<Item = u64> {
    let arrived = arrived.clone();
    (0..n).inspect(move |n| {
        tokio::runtime::Handle::current().block_on(arrived.until(*n as usize));
    })
}

#[test]
fn events_go_on_while_the_function_still_runs() {
    let seen = Seen::new();
    done(pipeline! { items(vec![20_u64]) -> one_by_one(seen.clone()) -> keep(seen.clone()); });
    assert_eq!(seen.take(), (0..20).collect::<Vec<_>>());
}

#[task(blocking)]
fn many_aside(n: u64, aside: &mut Out<u64>) -> u64 {
    (0..n).for_each(|n| aside.push(n));
    n
}

#[source]
fn many_from_a_thread(out: &mut Out<u64>, aside: &mut Out<u64>) {
    (0..5_000).for_each(|n| aside.push(n));
    out.push(1);
}

#[test]
fn a_further_port_holds_back_and_is_drained_too() {
    let (main, aside) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(vec![5_000_u64]) -> many_aside -> keep(main.clone());
        many_aside -[aside]-> asides: keep(aside.clone());
    });
    assert_eq!((main.take(), aside.take()), (vec![5_000], (0..5_000).collect()));
    let (main, aside) = (Seen::new(), Seen::new());
    done(pipeline! {
        many_from_a_thread -> keep(main.clone());
        many_from_a_thread -[aside]-> asides: keep(aside.clone());
    });
    assert_eq!((main.take(), aside.take()), (vec![1], (0..5_000).collect()));
}

/// Says when it is over.
struct Over(tokio::sync::mpsc::UnboundedSender<()>);

impl Drop for Over {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[task(blocking)]
fn endless(n: u64, over: &tokio::sync::mpsc::UnboundedSender<()>) -> impl Iterator<Item = u64> {
    let over = Over(over.clone());
    (n..).inspect(move |_| {
        let _ = &over;
    })
}

#[task(blocking)]
fn endless_aside(
    n: u64,
    aside: &mut Out<u64>,
    over: &tokio::sync::mpsc::UnboundedSender<()>,
) -> u64 {
    let _over = Over(over.clone());
    for n in n.. {
        aside.push(n);
    }
    n
}

#[test]
fn an_abort_ends_the_thread_that_still_gives_events() {
    run(async {
        let (over, mut is_over) = unbounded_channel();
        let seen = Seen::new();
        let kept = seen.clone();
        let sender = over.clone();
        let running = pipeline! { items(vec![1_u64]) -> endless(sender) -> keep(kept); }.start();
        seen.until(2_000).await;
        running.abort().await;
        tokio::time::timeout(Duration::from_secs(20), is_over.recv()).await.unwrap();

        let seen = Seen::new();
        let kept = seen.clone();
        let flow = pipeline! {
            items(vec![1_u64]) -> endless_aside(over) -> discard;
            endless_aside -[aside]-> keep(kept);
        };
        let running = flow.start();
        seen.until(2_000).await;
        running.abort().await;
        tokio::time::timeout(Duration::from_secs(20), is_over.recv()).await.unwrap();
    });
}
