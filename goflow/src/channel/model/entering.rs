//! A stage that lies in its inbox is entered by one at a time, and nothing overtakes.

use std::any::Any;
use std::future::poll_fn;
use std::task::Poll;

use shuttle::future::{block_on, spawn};

use super::seat::Seated;
use super::*;

/// A stage that keeps what comes to it, and now and then has something for its receiver to do.
#[derive(Default)]
struct Keeps {
    all: Vec<Event>,
    left: usize,
}

impl Seated<Event> for Keeps {
    fn handle(&mut self, events: &mut Vec<Event>, _: u64) -> bool {
        let (count, again) = self.read(events, 0);
        events.drain(..count);
        again
    }
    fn reads(&self) -> bool {
        true
    }
    fn read(&mut self, events: &[Event], _: u64) -> (usize, bool) {
        let count = any(1..=2).min(events.len());
        self.all.extend_from_slice(&events[..count]);
        shuttle::thread::yield_now();
        let again = any(0..=2) == 0;
        self.left += usize::from(again);
        (count, again)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

/// Receives until the end, and leaves its stage where it waits. Gives what came, and how often there
/// was something left to do.
async fn receive_leaving(mut inbox: Inbox<Event>) -> (Keeps, usize) {
    let mut seat: Option<Box<dyn Seated<Event>>> = Some(Box::new(Keeps::default()));
    let (mut into, mut again) = (Vec::new(), 0);
    loop {
        let received = poll_fn(|cx| {
            if seat.is_none() {
                let (stage, left) = std::task::ready!(inbox.poll_back(cx));
                seat = Some(stage);
                if left {
                    return Poll::Ready(None);
                }
            }
            inbox.poll_recv_leaving(cx, any(1..=3), &mut into, &mut seat).map(Some)
        });
        let received = received.await;
        let stage = seat.take().expect("a receiver that goes on has its stage");
        let mut stage = stage.into_any().downcast::<Keeps>().unwrap();
        stage.all.append(&mut into);
        again += usize::from(received.is_none());
        if received == Some(Received::Ended) {
            return (*stage, again);
        }
        seat = Some(stage);
    }
}

/// Sends what is left, in place or by the lane.
async fn send_either(lane: &mut Lane<Event>, sender: usize, waits: bool) {
    let mut left: Vec<_> = (0..5).rev().map(|nr| (sender, nr)).collect();
    let mut batch = Vec::new();
    while !left.is_empty() || !batch.is_empty() {
        let more = left.len().saturating_sub(any(1..=3));
        batch.extend(left.drain(more..).rev());
        match any(0..=2) {
            0 => drop(lane.hand_over(&mut batch, waits)),
            1 => {
                let read = lane.lend(&batch, waits).unwrap_or_default();
                batch.drain(..read);
            }
            _ => {}
        }
        // What was not taken on the spot goes its usual way before anything else does.
        while !batch.is_empty() {
            poll_fn(|cx| lane.poll_ready(cx)).await.unwrap();
            lane.push(&mut batch);
        }
    }
}

fn two_senders(waits: bool) {
    search(move || {
        let mut inbox = Inbox::new();
        let lanes = [inbox.lane(events(any(1..=3))), inbox.lane(events(any(1..=3)))];
        let senders = lanes
            .into_iter()
            .enumerate()
            .map(|(nr, mut lane)| spawn(async move { send_either(&mut lane, nr, waits).await }));
        let senders: Vec<_> = senders.collect();
        let (stage, again) = block_on(receive_leaving(inbox));
        assert_eq!(stage.all.len(), 10);
        assert_in_order(&stage.all);
        assert!(again <= stage.left, "{again} of {}", stage.left);
        assert!(again > 0 || stage.left == 0, "what was left is gone on with");
        for sender in senders {
            block_on(sender).unwrap();
        }
    });
}

#[test]
fn senders_enter_and_nothing_overtakes() {
    two_senders(false);
}

#[test]
fn senders_that_wait_for_each_other_go_on() {
    two_senders(true);
}

/// The receiver may go while a sender is in its stage.
#[test]
fn a_stage_whose_receiver_is_gone_is_dropped() {
    search(|| {
        let mut inbox = Inbox::new();
        let mut lane = inbox.lane(events(1));
        let sender = spawn(async move {
            for nr in 0..4 {
                let mut batch = vec![(0, nr)];
                if !lane.hand_over(&mut batch, true)
                    && poll_fn(|cx| lane.poll_ready(cx)).await.is_ok()
                {
                    lane.push(&mut batch);
                }
            }
        });
        let receiver = spawn(async move {
            let mut seat: Option<Box<dyn Seated<Event>>> = Some(Box::new(Keeps::default()));
            let polls = any(1..=2);
            let mut polled = 0;
            poll_fn(|cx| {
                polled += 1;
                if seat.is_none()
                    && let Poll::Ready((stage, _)) = inbox.poll_back(cx)
                {
                    seat = Some(stage);
                }
                if seat.is_some() {
                    let received = inbox.poll_recv_leaving(cx, 3, &mut Vec::new(), &mut seat);
                    // Who has got something is not woken for it.
                    received.is_ready().then(|| cx.waker().wake_by_ref());
                }
                if polled < polls { Poll::Pending } else { Poll::Ready(()) }
            })
            .await;
        });
        block_on(sender).unwrap();
        drop(receiver);
    });
}
