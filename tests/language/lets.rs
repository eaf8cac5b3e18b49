//! `let NAME settings? = EXPR`: a value that is a node.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use goflow::prelude::*;
use goflow::{Batch, BoxError, Reader, Source};

use crate::support::*;

/// Counts down, each worker its own.
struct Countdown {
    from: u64,
}

struct Left(u64);

impl Source for Countdown {
    type Event = u64;
    type Error = Infallible;
    type Reader = Left;
    async fn open(&self, ctx: &Context) -> Result<Left, BoxError> {
        Ok(Left(self.from + 100 * ctx.worker() as u64))
    }
}

impl Reader for Left {
    type Event = u64;
    type Error = Infallible;
    async fn read(&mut self, batch: &mut Batch<u64, Infallible>) -> Result<bool, BoxError> {
        while !self.0.is_multiple_of(100) && batch.room() > 0 {
            batch.push(self.0);
            self.0 -= 1;
        }
        Ok(!self.0.is_multiple_of(100))
    }
}

#[task]
fn negate(n: u64) -> i64 {
    -(n as i64)
}

#[test]
fn a_connector_enters_by_let() {
    let seen = Seen::new();
    let flow = pipeline! {
        let countdown (c 2) = Countdown { from: 3 };
        countdown -> negate (c 2) -> keep(seen.clone());
    };
    assert_eq!(
        flow.to_string(),
        "\
countdown (c 2)
 +--> negate (c 2)
       +--> keep (c 1)"
    );
    done(flow);
    assert_eq!(seen.sorted(), [-103, -102, -101, -3, -2, -1]);
}

#[test]
fn a_let_may_stand_anywhere_before_or_after_its_use() {
    let seen = Seen::new();
    let from = 2;
    done(pipeline! {
        let first = Countdown { from };
        first -> keep(seen.clone());
        let second = { let twice = from * 2; Countdown { from: twice } };
        second -> keep;
    });
    assert_eq!(seen.sorted(), [1, 1, 2, 2, 3, 4]);
}

#[test]
fn values_are_made_once_in_source_order() {
    let made = Arc::new(AtomicUsize::new(0));
    let make = |from: u64| {
        assert_eq!(made.fetch_add(1, Ordering::SeqCst) as u64, from - 1);
        Countdown { from }
    };
    let seen = Seen::new();
    let flow = pipeline! {
        let one = make(1);
        let two = make(2);
        let three = make(3);
        [two, one, three] -> keep(seen.clone());
    };
    assert_eq!(made.load(Ordering::SeqCst), 3);
    done(flow);
    assert_eq!(seen.sorted(), [1, 1, 1, 2, 2, 3]);
}

fn adder(by: u64) -> impl Fn(u64) -> u64 + Send + Sync + 'static {
    move |n| n + by
}

#[test]
fn a_variable_of_the_program_may_have_the_name_of_a_node() {
    let seen = Seen::new();
    let numbers_from = 7;
    let keep_all = seen.clone();
    let negate_by = adder(1);
    done(pipeline! {
        let numbers_to = Countdown { from: numbers_from };
        let step = move |n: u64| negate_by(n);
        numbers_to -> step -> negate -> keep(keep_all);
    });
    assert_eq!(seen.take(), [-8, -7, -6, -5, -4, -3, -2]);
}
