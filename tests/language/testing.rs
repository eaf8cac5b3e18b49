//! An annotated function stays an ordinary function that unit tests can call.

use std::collections::HashSet;
use std::time::Duration;

use goflow::prelude::*;
use goflow::testing;

use crate::support::run;

#[source]
fn odd(upto: &u64, ctx: &mut Context) -> impl Iterator<Item = u64> {
    let start = 2 * ctx.worker() as u64 + 1;
    (start..*upto).step_by(2 * ctx.workers())
}

#[source]
async fn listen(addr: &String, out: &mut Out<String>) -> Result<(), std::io::Error> {
    for part in addr.split(':') {
        out.send(part.to_string()).await;
    }
    Ok(())
}

#[task]
fn dedup<T: Event + Clone + std::hash::Hash + Eq>(t: T, seen: &mut Local<HashSet<T>>) -> Option<T> {
    seen.insert(t.clone()).then_some(t)
}

#[task]
fn split(line: &String, out: &mut Out<String>, empty: &mut Out<usize>) {
    for (at, word) in line.split(' ').enumerate() {
        if word.is_empty() { empty.push(at) } else { out.push(word.to_string()) }
    }
}

#[task]
fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
    **n += 1;
    if word == "stop" {
        n.clear();
    }
    (word, **n)
}

#[task]
async fn lookup(q: u64, db: &Vec<&'static str>) -> Result<&'static str, String> {
    db.get(q as usize).copied().ok_or_else(|| format!("no {q}"))
}

#[output(batch = 500)]
async fn insert(rows: Vec<u64>, db: &std::sync::Mutex<Vec<u64>>) -> Result<(), String> {
    db.lock().unwrap().extend(rows);
    Ok(())
}

#[task(try)]
fn aliased(n: u64) -> Aliased {
    n.checked_sub(1).ok_or(())
}

type Aliased = Result<u64, ()>;

#[test]
fn sources_can_be_called() {
    let mut ctx = testing::context("odd", 1, 2);
    assert_eq!(odd(&12, &mut ctx).collect::<Vec<_>>(), [3, 7, 11]);
    let mut out = testing::out();
    run(async move {
        listen(&"localhost:80".to_string(), &mut out).await.unwrap();
        assert_eq!(out.take(), ["localhost", "80"]);
    });
}

#[test]
fn tasks_can_be_called_with_what_they_are_lent() {
    let mut seen = testing::local();
    assert_eq!([1, 2, 1].map(|n| dedup(n, &mut seen)), [Some(1), Some(2), None]);
    assert_eq!(seen.len(), 2);

    let (mut out, mut empty) = (testing::out(), testing::out());
    split(&"a  b".to_string(), &mut out, &mut empty);
    assert_eq!((out.take(), empty.take()), (vec!["a".to_string(), "b".to_string()], vec![1]));
    assert_eq!(out.take(), Vec::<String>::new());
}

#[test]
fn state_per_key_is_made_current_by_hand() {
    let mut n = testing::keyed::<String, u64>();
    let mut call = |word: &str| {
        n.at(word.to_string());
        assert_eq!(n.key(), word);
        count(word.to_string(), &mut n).1
    };
    assert_eq!(["a", "b", "a", "stop", "stop"].map(&mut call), [1, 1, 2, 0, 0]);
    n.set_ttl(Duration::from_nanos(1));
}

#[test]
fn async_functions_and_outputs_too() {
    run(async {
        assert_eq!(lookup(1, &vec!["a", "b"]).await, Ok("b"));
        assert_eq!(lookup(2, &vec!["a", "b"]).await, Err("no 2".to_string()));
        let db = std::sync::Mutex::default();
        insert(vec![1, 2], &db).await.unwrap();
        assert_eq!(*db.lock().unwrap(), [1, 2]);
    });
    assert_eq!(aliased(0), Err(()));
}

#[test]
fn a_context_knows_what_it_was_told() {
    let ctx = testing::context("parse", 1, 4);
    assert_eq!((ctx.node(), ctx.worker(), ctx.workers()), ("parse", 1, 4));
    assert!(!ctx.is_stopping());
    assert_eq!(ctx.event_time(), None);
}

#[test]
fn functions_are_values_of_the_language() {
    let all: Vec<Option<u64>> =
        [1, 2].into_iter().map(|n| dedup::<u64>(n, &mut testing::local())).collect();
    assert_eq!(all, [Some(1), Some(2)]);
    let f: fn(u64) -> Aliased = aliased;
    assert_eq!(f(3), Ok(2));
}
