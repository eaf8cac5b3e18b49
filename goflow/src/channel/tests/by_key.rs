use std::task::Poll;

use super::*;
use crate::channel::{ByKey, Closed, Signal};

#[test]
fn events_go_to_their_worker_in_order() {
    let (mut inboxes, lanes) = workers::<_, 3>(events(10));
    let mut by_key = ByKey::new(lanes, 100);
    (0..9).for_each(|event| by_key.gather(event % 3, event));
    assert!(by_key.try_send());
    for (worker, inbox) in inboxes.iter_mut().enumerate() {
        assert_eq!(drain(inbox), [worker, worker + 3, worker + 6]);
    }
}

#[test]
fn there_is_room_while_every_lane_has_some() {
    let (mut inboxes, lanes) = workers::<_, 2>(events(4));
    let mut by_key = ByKey::new(lanes, 100);
    assert_eq!(by_key.room(), 4);
    (0..3).for_each(|event| by_key.gather(0, event));
    assert_eq!(by_key.room(), 1);
    by_key.gather(1, 3);
    assert_eq!(by_key.room(), 1);
    assert!(by_key.try_send());
    by_key.gather(1, 4);
    by_key.gather(1, 5);
    assert_eq!(by_key.room(), 1, "both lanes have one place left");
    drain(&mut inboxes[1]);
    by_key.gather(0, 6);
    assert_eq!(by_key.room(), 0);
}

#[test]
fn no_more_than_a_batch_is_gathered_for_one_worker() {
    let (_inboxes, lanes) = workers::<_, 2>(events(10));
    let mut by_key = ByKey::new(lanes, 3);
    (0..3).for_each(|event| by_key.gather(1, event));
    assert_eq!(by_key.room(), 0);
    assert!(by_key.try_send());
    assert_eq!(by_key.room(), 3);
}

#[test]
fn one_full_lane_holds_back_until_it_has_room() {
    let (mut inboxes, lanes) = workers::<_, 2>(events(4));
    let (mut by_key, sender) = (ByKey::new(lanes, 100), Sleeper::new());
    (0..6).for_each(|event| by_key.gather(0, event));
    by_key.gather(1, 6);
    assert!(sender.poll(|cx| by_key.poll_room(cx)).is_pending());
    assert_eq!(drain(&mut inboxes[1]), [6], "the others have theirs");
    assert!(sender.poll(|cx| by_key.poll_room(cx)).is_pending());
    // A task that does not look at the room adds more.
    by_key.gather(0, 7);
    assert_eq!(drain(&mut inboxes[0]), [0, 1, 2, 3]);
    assert_eq!(sender.woken(), 1);
    assert_eq!(sender.poll(|cx| by_key.poll_room(cx)), Poll::Ready(Ok(())));
    assert_eq!(sender.poll(|cx| by_key.poll_send(cx)), Poll::Ready(Ok(())));
    assert_eq!(drain(&mut inboxes[0]), [4, 5, 7]);
}

#[test]
fn rendezvous_is_complete_when_all_is_taken() {
    let (mut inboxes, lanes) = workers::<_, 2>(Capacity::Rendezvous);
    let (mut by_key, sender) = (ByKey::new(lanes, 100), Sleeper::new());
    assert_eq!(by_key.room(), 1);
    by_key.gather(1, 5);
    assert_eq!(by_key.room(), 0);
    assert!(!by_key.try_send());
    assert!(sender.poll(|cx| by_key.poll_send(cx)).is_pending());
    assert_eq!(take(&mut inboxes[1], ALL), [5]);
    assert!(by_key.try_send());
    assert_eq!(sender.poll(|cx| by_key.poll_send(cx)), Poll::Ready(Ok(())));
    assert_eq!(by_key.room(), 1);
}

#[test]
fn signals_and_the_end_go_to_every_lane() {
    let (mut inboxes, lanes) = workers::<usize, 2>(events(2));
    let mut by_key = ByKey::new(lanes, 100);
    let barrier = Signal::Barrier { epoch: 1, stop: true };
    by_key.signal(barrier);
    by_key.end();
    for inbox in &mut inboxes {
        assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(Received::Signal(barrier)));
        assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(Received::Ended));
    }
}

#[test]
fn worker_gone_closes_the_edge() {
    let ([first, second], lanes) = workers::<_, 2>(events(2));
    let (mut by_key, sender) = (ByKey::new(lanes, 100), Sleeper::new());
    drop(second);
    assert_eq!(by_key.room(), 0);
    by_key.gather(1, 1);
    assert_eq!(sender.poll(|cx| by_key.poll_room(cx)), Poll::Ready(Err(Closed)));
    assert_eq!(sender.poll(|cx| by_key.poll_send(cx)), Poll::Ready(Err(Closed)));
    drop(first);
}
