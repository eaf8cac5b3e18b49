//! `Reader::try_read` and `Writer::try_write`: events that need not be waited for go one by one.

use std::collections::VecDeque;

use goflow::prelude::*;
use goflow::{Batch, BoxError, Output, Reader, Source, Writer};

use crate::support::*;

/// Gives numbers that come in pieces; negative ones are errors.
struct Pieces {
    pieces: Vec<Vec<i64>>,
    log: Seen<String>,
}

struct Piece {
    rest: VecDeque<Vec<i64>>,
    /// What is left of the piece at hand.
    piece: VecDeque<i64>,
    log: Seen<String>,
}

impl Source for Pieces {
    type Event = i64;
    type Error = String;
    type Reader = Piece;
    async fn open(&self, _: &Context) -> Result<Piece, BoxError> {
        let rest = self.pieces.clone().into();
        Ok(Piece { rest, piece: VecDeque::new(), log: self.log.clone() })
    }
}

impl Reader for Piece {
    type Event = i64;
    type Error = String;
    async fn read(&mut self, batch: &mut Batch<i64, String>) -> Result<bool, BoxError> {
        self.log.push(format!("read up to {}", batch.room()));
        tokio::task::yield_now().await;
        while self.piece.is_empty() {
            let Some(piece) = self.rest.pop_front() else { return Ok(false) };
            self.piece = piece.into();
        }
        self.try_read(&mut batch.taking())?;
        if batch.is_empty()
            && let Some(wrong) = self.piece.pop_front()
        {
            batch.fail(wrong.to_string());
        }
        Ok(true)
    }
    fn try_read(&mut self, each: &mut dyn FnMut(i64) -> bool) -> Result<(), BoxError> {
        while let Some(n) = self.piece.front().copied().filter(|n| *n >= 0) {
            self.piece.pop_front();
            self.log.push(format!("made {n}"));
            match n {
                404_000 => return Err("it is lost".into()),
                500_000 => panic!("as planned"),
                n => {
                    if !each(n) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Takes three at once; then it has to wait.
struct Threes(Seen<String>);

struct Three {
    held: Vec<i64>,
    log: Seen<String>,
}

impl Output for Threes {
    type Event = i64;
    type Error = String;
    type Writer = Three;
    async fn open(&self, _: &Context) -> Result<Three, BoxError> {
        Ok(Three { held: Vec::new(), log: self.0.clone() })
    }
}

impl Writer for Three {
    type Event = i64;
    type Error = String;
    async fn write(&mut self, events: Vec<i64>, failed: &mut Vec<String>) -> Result<(), BoxError> {
        for event in events {
            if let Some(event) = self.try_write(event, failed)? {
                tokio::task::yield_now().await;
                self.log.push(format!("wrote {:?}", std::mem::take(&mut self.held)));
                self.try_write(event, failed)?;
            }
        }
        Ok(())
    }
    fn try_write(&mut self, event: i64, failed: &mut Vec<String>) -> Result<Option<i64>, BoxError> {
        match event {
            _ if self.held.len() == 3 => return Ok(Some(event)),
            13 => failed.push("thirteen".into()),
            405_000 => return Err("it is not allowed".into()),
            501_000 => panic!("as planned"),
            _ => {
                self.log.push(format!("took {event}"));
                self.held.push(event);
            }
        }
        Ok(None)
    }
    async fn close(&mut self) -> Result<(), BoxError> {
        self.log.push(format!("wrote {:?}", std::mem::take(&mut self.held)));
        Ok(())
    }
}

#[test]
fn an_event_is_taken_before_the_next_one_is_made() {
    let log = Seen::new();
    let report = done(pipeline! {
        let pieces = Pieces { pieces: vec![(1..=1027).collect(), vec![2, 3]], log: log.clone() };
        pieces -> see(log.clone()) -> note(log.clone());
    });
    // Who was not asked yet how it gives its events is asked for many.
    let first = log.take().into_iter().skip_while(|line| line != "saw 1024").skip(2);
    assert_eq!(
        first.collect::<Vec<_>>(),
        [
            "made 1025",
            "saw 1025",
            "took 1025",
            "made 1026",
            "saw 1026",
            "took 1026",
            "made 1027",
            "saw 1027",
            "took 1027",
            "read up to 1",
            "made 2",
            "saw 2",
            "took 2",
            "made 3",
            "saw 3",
            "took 3",
            "read up to 1",
        ]
    );
    assert_eq!(counts(&report, "pieces"), [0, 1029, 0, 0]);
}

#[task]
fn see(n: i64, log: &Seen<String>) -> i64 {
    log.push(format!("saw {n}"));
    n
}

#[output]
fn note(n: i64, log: &Seen<String>) {
    log.push(format!("took {n}"));
}

#[test]
fn an_output_that_can_takes_an_event_at_once() {
    let log = Seen::new();
    let report = done(pipeline! {
        let threes = Threes(log.clone());
        four -> see(log.clone()) -> threes;
    });
    // The fourth has to wait until the first three are written.
    assert_eq!(
        log.take(),
        [
            "saw 1",
            "took 1",
            "saw 2",
            "took 2",
            "saw 3",
            "took 3",
            "saw 4",
            "wrote [1, 2, 3]",
            "took 4",
            "wrote [4]"
        ]
    );
    assert_eq!(counts(&report, "threes"), [4, 0, 0, 0]);
}

#[source]
fn four() -> impl Iterator<Item = i64> {
    1..=4
}

#[test]
fn what_is_wrong_or_has_to_wait_comes_in_its_turn() {
    let (log, bad) = (Seen::new(), Seen::new());
    let pieces = vec![(1..=5).collect(), vec![-6, 7, 13, 8, -9], vec![10, 11, -12, 13, 14]];
    let report = done(pipeline! {
        let pieces = Pieces { pieces, log: Seen::new() };
        let threes = Threes(log.clone());
        pieces -> threes;
        pieces -[err]-> |f: Failed<String>| f.error -> keep(bad.clone());
        threes -[err]-> |f: Failed<String>| f.error -> keep;
    });
    let written: Vec<_> = log.take().into_iter().filter(|line| line.starts_with("wrote")).collect();
    assert_eq!(written, ["wrote [1, 2, 3]", "wrote [4, 5, 7]", "wrote [8, 10, 11]", "wrote [14]"]);
    assert_eq!(bad.sorted(), ["-12", "-6", "-9", "thirteen", "thirteen"]);
    assert_eq!(counts(&report, "pieces"), [0, 12, 3, 0]);
    assert_eq!(counts(&report, "threes"), [12, 0, 2, 0]);
}

#[test]
fn many_events_arrive_once_and_in_order_whatever_is_between() {
    let all: Vec<i64> = (0..20_000).filter(|n| *n != 13).collect();
    for queue in [false, true] {
        let (log, seen) = (Seen::new(), Seen::new());
        let pieces = all.chunks(777).map(<[i64]>::to_vec).collect();
        let flow = if queue {
            pipeline! {
                let pieces = Pieces { pieces, log: Seen::new() };
                let threes = Threes(log.clone());
                pieces -> same (buf 64) -> threes (buf 7);
                same -> keep(seen.clone());
            }
        } else {
            pipeline! {
                let pieces = Pieces { pieces, log: Seen::new() };
                let threes = Threes(log.clone());
                pieces -> same -> threes;
                same -> keep(seen.clone());
            }
        };
        done(flow);
        assert_eq!(seen.take(), all);
        let written = log.take().into_iter().filter(|line| line.starts_with("wrote"));
        let wanted = all.chunks(3).map(|three| format!("wrote {three:?}"));
        assert!(written.eq(wanted), "queue: {queue}");
    }
}

#[task]
fn same(n: i64) -> i64 {
    n
}

#[test]
fn a_failure_is_that_of_the_node_it_is_in() {
    for (number, node, cause) in [
        (404_000, "pieces", ": it is lost"),
        (405_000, "threes", ": it is not allowed"),
        (500_000, "pieces", " panicked: as planned"),
        (501_000, "threes", " panicked: as planned"),
    ] {
        let error = failed(pipeline! {
            let pieces = Pieces { pieces: vec![vec![1], vec![2, number, 3]], log: Seen::new() };
            let threes = Threes(Seen::new());
            pieces -> same -> threes;
        });
        assert_eq!(error.to_string(), format!("node `{node}`, worker 0{cause}"));
    }
}
