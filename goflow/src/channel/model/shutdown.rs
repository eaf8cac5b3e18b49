//! Either side may go while the other waits.

use std::future::poll_fn;

use shuttle::future::{block_on, spawn};

use super::spread::Spread;
use super::*;

#[test]
fn receiver_gone_wakes_a_sender_that_waits() {
    search(|| {
        let mut inbox = Inbox::new();
        let mut lane = inbox.lane(events(any(0..=2)));
        let sender = spawn(async move {
            let mut left: Vec<_> = (0..9).collect();
            loop {
                let before = left.len();
                if poll_fn(|cx| lane.poll_ready(cx)).await.is_err() {
                    assert_eq!((lane.room(), lane.push(&mut left)), (0, 0));
                    assert_eq!(left.len(), before, "what was not sent stays with the sender");
                    assert_eq!(poll_fn(|cx| lane.poll_taken(cx)).await, Err(Closed));
                    break;
                }
                lane.push(&mut left);
            }
            lane.end();
        });
        block_on(async {
            for _ in 0..any(0..=2) {
                receive(&mut inbox, &mut Vec::new()).await;
            }
            drop(inbox);
            sender.await.unwrap();
        });
    });
}

#[test]
fn receiver_gone_ends_an_edge() {
    search(|| {
        let mut inboxes = [Inbox::new(), Inbox::new()];
        let capacity = events(any(0..=2));
        let lanes = inboxes.iter_mut().map(|inbox| inbox.lane(capacity)).collect();
        let mut spread = Spread::new(lanes, 4);
        let sender = spawn(async move {
            for event in 0.. {
                spread.gather().push(event);
                if poll_fn(|cx| spread.poll_send(cx)).await.is_err() {
                    break;
                }
            }
        });
        block_on(async {
            for mut inbox in inboxes {
                for _ in 0..any(0..=1) {
                    inbox.try_recv(1, &mut Vec::new());
                }
            }
            sender.await.unwrap();
        });
    });
}

#[test]
fn sender_gone_wakes_a_receiver_that_waits() {
    search(|| {
        let mut inbox = Inbox::new();
        let mut first = inbox.lane(events(2));
        let second = inbox.lane(events(2));
        let gone = spawn(async move { drop(second) });
        let sender = spawn(async move {
            // What is queued at the end is still received.
            first.push(&mut vec![(0, 0), (0, 1)]);
            first.end();
        });
        assert_eq!(block_on(receive_all(inbox)), [(0, 0), (0, 1)]);
        block_on(gone).unwrap();
        block_on(sender).unwrap();
    });
}
