//! A receiver that waits leaves its stage to its senders.

use std::any::Any;
use std::task::Poll;

use super::super::{Seated, Signal};
use super::*;

/// Keeps what comes to it, at most two at a time.
struct Keeps {
    all: Vec<u32>,
    reads: bool,
    again: bool,
    dropped: Arc<AtomicUsize>,
}

impl Keeps {
    fn new(dropped: &Arc<AtomicUsize>) -> Box<Self> {
        Box::new(Keeps { all: Vec::new(), reads: true, again: false, dropped: dropped.clone() })
    }
}

impl Drop for Keeps {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

impl Seated<u32> for Keeps {
    fn handle(&mut self, events: &mut Vec<u32>, mark: u64) -> bool {
        let (count, again) = self.read(events, mark);
        events.drain(..count);
        again
    }
    fn reads(&self) -> bool {
        self.reads
    }
    fn read(&mut self, events: &[u32], _: u64) -> (usize, bool) {
        let count = events.len().min(2);
        self.all.extend_from_slice(&events[..count]);
        (count, self.again)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

/// Waits, and leaves the stage.
fn leave(sleeper: &Sleeper, inbox: &mut Inbox<u32>, stage: Box<Keeps>) {
    let mut seat = Some(stage as Box<dyn Seated<u32>>);
    let polled = sleeper.poll(|cx| inbox.poll_recv_leaving(cx, ALL, &mut Vec::new(), &mut seat));
    assert!(polled.is_pending() && seat.is_none());
}

/// Takes the stage back; true with it: there is something to go on with.
fn back(sleeper: &Sleeper, inbox: &mut Inbox<u32>) -> (Box<Keeps>, bool) {
    match sleeper.poll(|cx| inbox.poll_back(cx)) {
        Poll::Ready((stage, again)) => (stage.into_any().downcast().unwrap(), again),
        Poll::Pending => panic!("nobody is in it"),
    }
}

#[test]
fn a_sender_hands_events_over_while_the_receiver_waits_and_nobody_is_woken() {
    let ([mut inbox], lanes) = workers::<u32, 1>(events(4));
    let (sleeper, dropped) = (Sleeper::new(), Arc::default());
    let mut batch = vec![1, 2, 3];
    assert!(!lanes[0].hand_over(&mut batch, false), "nobody waits");
    leave(&sleeper, &mut inbox, Keeps::new(&dropped));
    assert!(lanes[0].hand_over(&mut batch, false));
    assert_eq!(batch, [3], "what there is no room for stays");
    assert_eq!(lanes[0].lend(&[4, 5], false), Ok(2));
    assert_eq!(sleeper.woken(), 0);
    let (stage, again) = back(&sleeper, &mut inbox);
    assert_eq!((&*stage.all, again), (&[1, 2, 4, 5][..], false));
    assert!(!lanes[0].hand_over(&mut batch, false), "the receiver has it");
    drop(stage);
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
}

#[test]
fn events_are_not_lent_to_a_stage_that_takes_them() {
    let ([mut inbox], lanes) = workers::<u32, 1>(events(4));
    let (sleeper, dropped) = (Sleeper::new(), Arc::default());
    let mut stage = Keeps::new(&dropped);
    stage.reads = false;
    leave(&sleeper, &mut inbox, stage);
    assert!(lanes[0].lend(&[1], false).is_err());
    assert!(lanes[0].hand_over(&mut vec![1], false), "it was left again");
}

#[test]
fn what_was_put_off_wakes_the_receiver_and_until_then_nobody_enters() {
    let ([mut inbox], lanes) = workers::<u32, 1>(events(4));
    let (sleeper, dropped) = (Sleeper::new(), Arc::default());
    let mut stage = Keeps::new(&dropped);
    stage.again = true;
    leave(&sleeper, &mut inbox, stage);
    assert!(lanes[0].hand_over(&mut vec![1], false));
    assert_eq!(sleeper.woken(), 1);
    assert!(!lanes[0].hand_over(&mut vec![2], false));
    let (stage, again) = back(&sleeper, &mut inbox);
    assert_eq!((&*stage.all, again), (&[1][..], true));
}

#[test]
fn nothing_is_overtaken() {
    let ([mut inbox], mut lanes) = workers::<u32, 1>(events(4));
    lanes.push(inbox.lane(events(4)));
    let (sleeper, dropped) = (Sleeper::new(), Arc::default());
    leave(&sleeper, &mut inbox, Keeps::new(&dropped));
    // An event in the lane wakes the receiver, who is to have it first.
    lanes[0].push(&mut vec![1]);
    assert_eq!(sleeper.woken(), 1);
    assert!(!lanes[0].hand_over(&mut vec![2], false));
    let (stage, _) = back(&sleeper, &mut inbox);
    assert_eq!(take(&mut inbox, ALL), [1]);
    // One lane has delivered a barrier, the other one has not.
    lanes[0].signal(Signal::Barrier { epoch: 1, stop: false });
    leave(&sleeper, &mut inbox, stage);
    assert!(!lanes[0].hand_over(&mut vec![3], false), "that is of the next epoch");
    assert!(lanes[1].hand_over(&mut vec![4], false));
    assert_eq!(back(&sleeper, &mut inbox).0.all, [4]);
}

#[test]
fn a_stage_goes_with_its_receiver() {
    let ([mut inbox], lanes) = workers::<u32, 1>(events(4));
    let (sleeper, dropped) = (Sleeper::new(), Arc::default());
    leave(&sleeper, &mut inbox, Keeps::new(&dropped));
    drop(inbox);
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
    assert!(!lanes[0].hand_over(&mut vec![1], true));
}
