//! `Out<T>`: the main output of a task that returns nothing, and further ports.

use std::io;

use goflow::prelude::*;

use crate::support::*;

#[task]
fn split(line: &String, out: &mut Out<String>) {
    for word in line.split(' ') {
        out.push(word.to_string());
    }
}

#[test]
fn what_is_pushed_leaves_in_order() {
    let seen = Seen::new();
    let lines = texts(&["to be or", "not", "to be"]);
    let report = done(pipeline! { items(lines) -> split -> keep(seen.clone()); });
    assert_eq!(seen.take(), ["to", "be", "or", "not", "to", "be"]);
    assert_eq!(counts(&report, "split"), [3, 6, 0, 0]);
}

#[task]
fn sort(n: u64, out: &mut Out<u64>, odd: &mut Out<String>, big: &mut Out<(u64, u64)>) {
    if n.is_multiple_of(2) {
        out.push(n);
    } else {
        odd.push(n.to_string());
    }
    if n > 7 {
        big.push((n, n * n));
    }
}

#[test]
fn every_further_out_is_a_port_of_its_name() {
    let (even, odd, big) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(10) -> sort -> keep(even.clone());
        sort -[odd]-> odds: keep(odd.clone());
        sort -[big]-> bigs: keep(big.clone());
    });
    assert_eq!(even.take(), [0, 2, 4, 6, 8]);
    assert_eq!(odd.take(), ["1", "3", "5", "7", "9"]);
    assert_eq!(big.take(), [(8, 64), (9, 81)]);
    assert_eq!(counts(&report, "sort"), [10, 12, 0, 0]);
}

#[test]
fn an_unconnected_port_counts_what_it_drops() {
    let even = Seen::new();
    let report = done(pipeline! { numbers(10) -> sort -> keep(even.clone()); });
    assert_eq!(even.take(), [0, 2, 4, 6, 8]);
    assert_eq!(counts(&report, "sort"), [10, 5, 0, 7]);
}

#[task]
fn check(n: u64, late: &mut Out<u64>) -> Result<Option<String>, io::Error> {
    match n {
        0..3 => Ok(Some(format!("ok {n}"))),
        3..5 => Ok(None),
        5..9 => {
            late.push(n);
            late.push(n + 100);
            Ok(None)
        }
        _ => Err(io::Error::other(format!("bad {n}"))),
    }
}

#[test]
fn beside_a_result_every_out_is_a_port() {
    let (ok, late, bad) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(11) -> check -> keep(ok.clone());
        check -[late]-> lates: keep(late.clone());
        check -[err]-> |f: Failed<io::Error>| f.error.to_string() -> bads: keep(bad.clone());
    });
    assert_eq!(ok.take(), ["ok 0", "ok 1", "ok 2"]);
    assert_eq!(late.take(), [5, 105, 6, 106, 7, 107, 8, 108]);
    assert_eq!(bad.take(), ["bad 9", "bad 10"]);
    assert_eq!(counts(&report, "check"), [11, 3 + 8, 2, 6]);
}

#[task]
fn halve(n: u64, out: &mut Out<u64>) -> Result<(), String> {
    if n % 2 == 1 {
        return Err(format!("{n} is odd"));
    }
    out.push(n / 2);
    out.push(n / 2);
    Ok(())
}

#[test]
fn a_unit_result_beside_an_out_only_adds_the_err_port() {
    let (halves, odd) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(5) -> halve -> keep(halves.clone());
        halve -[err]-> |f: Failed<String>| f.error -> odds: keep(odd.clone());
    });
    assert_eq!(halves.take(), [0, 0, 1, 1, 2, 2]);
    assert_eq!(odd.take(), ["1 is odd", "3 is odd"]);
    assert_eq!(counts(&report, "halve"), [5, 6, 2, 0]);
}

#[task]
async fn fetch(n: u64, out: &mut Out<u64>, slow: &mut Out<u64>) {
    for i in 0..n {
        tokio::task::yield_now().await;
        out.send(n * 10 + i).await;
    }
    slow.send(n).await;
}

#[test]
fn an_async_task_sends() {
    let (seen, slow) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(4) -> fetch -> keep(seen.clone());
        fetch -[slow]-> slows: keep(slow.clone());
    });
    assert_eq!(seen.take(), [10, 20, 21, 30, 31, 32]);
    assert_eq!(slow.take(), [0, 1, 2, 3]);
    assert_eq!(counts(&report, "fetch"), [4, 10, 0, 0]);
}

#[task]
async fn find(n: u64, misses: &mut Out<u64>) -> Option<u64> {
    tokio::task::yield_now().await;
    if n.is_multiple_of(3) {
        return Some(n);
    }
    misses.send(n).await;
    None
}

#[test]
fn an_async_task_has_ports_beside_its_result() {
    let (hits, misses) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(7) -> find -> keep(hits.clone());
        find -[misses]-> missed: keep(misses.clone());
    });
    assert_eq!(hits.take(), [0, 3, 6]);
    assert_eq!(misses.take(), [1, 2, 4, 5]);
    assert_eq!(counts(&report, "find"), [7, 7, 0, 4]);
}

#[task]
fn flood(n: u64, out: &mut Out<u64>, copy: &mut Out<u64>) {
    for i in 0..10_000 {
        out.push(n + i);
        copy.push(n + i);
    }
}

#[test]
fn many_events_of_one_call_go_through_small_queues() {
    let (main, copy) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(2) -> flood -> keep(main.clone()) (buf 1);
        flood -[copy]-> copies: keep(copy.clone()) (buf 2);
    });
    let expected: Vec<u64> = (0..2).flat_map(|n| (0..10_000).map(move |i| n + i)).collect();
    assert_eq!(main.take(), expected);
    assert_eq!(copy.take(), expected);
}

#[output]
fn store(n: u64, seen: &Seen<u64>, rejected: &mut Out<String>) {
    if n > 2 { rejected.push(format!("no {n}")) } else { seen.push(n) }
}

#[test]
fn an_output_may_have_a_port() {
    let (seen, rejected) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(5) -> store(seen.clone());
        store -[rejected]-> keep(rejected.clone());
    });
    assert_eq!(seen.take(), [0, 1, 2]);
    assert_eq!(rejected.take(), ["no 3", "no 4"]);
}
