use std::task::Poll;

use super::*;
use crate::channel::{Closed, Signal, Spread};

fn lens<const D: usize>(inboxes: &[Inbox<usize>; D]) -> [usize; D] {
    inboxes.each_ref().map(|inbox| inbox.gauge().queued())
}

#[test]
fn room_is_that_of_all_lanes_less_what_is_gathered() {
    let (_inboxes, lanes) = workers::<_, 3>(events(4));
    let mut spread = Spread::new(lanes, 10);
    assert_eq!(spread.room(), 10, "no more than a batch");
    spread.gather().extend(0..7);
    assert_eq!(spread.room(), 3);
    assert!(spread.try_send());
    assert_eq!(spread.room(), 5);
    spread.gather().extend(0..5);
    assert!(spread.try_send());
    assert_eq!(spread.room(), 0);
}

#[test]
fn batch_goes_to_the_lane_with_most_room_in_turn_among_equals() {
    let (mut inboxes, lanes) = workers::<_, 3>(events(10));
    let mut spread = Spread::new(lanes, 10);
    let mut send = |inboxes: &[_; 3]| {
        spread.gather().extend(0..2);
        assert!(spread.try_send());
        lens(inboxes)
    };
    assert_eq!(send(&inboxes), [2, 0, 0]);
    assert_eq!(send(&inboxes), [2, 2, 0]);
    assert_eq!(send(&inboxes), [2, 2, 2]);
    assert_eq!(send(&inboxes), [4, 2, 2]);
    drain(&mut inboxes[2]);
    assert_eq!(send(&inboxes), [4, 2, 2], "the one that is quicker gets more");
}

#[test]
fn batch_is_shared_among_workers_that_wait() {
    let (mut inboxes, lanes) = workers::<_, 4>(events(100));
    let (mut spread, receiver) = (Spread::new(lanes, 100), Sleeper::new());
    inboxes[1..].iter_mut().for_each(|inbox| receiver.wait(inbox));
    spread.gather().extend(0..90);
    assert!(spread.try_send());
    assert_eq!((lens(&inboxes), receiver.woken()), ([0, 30, 30, 30], 3));

    drain(&mut inboxes[2]);
    receiver.wait(&mut inboxes[2]);
    spread.gather().extend(0..90);
    assert!(spread.try_send());
    assert_eq!(lens(&inboxes), [0, 30, 90, 30], "one that waits gets it whole");
}

#[test]
fn what_is_too_much_is_held_and_keeps_its_order() {
    let (mut inboxes, lanes) = workers::<_, 1>(events(4));
    let (mut spread, sender) = (Spread::new(lanes, 100), Sleeper::new());
    spread.gather().extend(0..10);
    assert_eq!(spread.room(), 0);
    assert!(!spread.try_send());
    // A task that does not look at the room adds more.
    spread.gather().extend(10..13);
    let mut all = Vec::new();
    while sender.poll(|cx| spread.poll_send(cx)).is_pending() {
        assert_eq!(spread.room(), 0);
        assert!(sender.poll(|cx| spread.poll_room(cx)).is_pending());
        all.extend(drain(&mut inboxes[0]));
    }
    all.extend(drain(&mut inboxes[0]));
    assert_eq!(all, (0..13).collect::<Vec<_>>());
    assert_eq!(spread.room(), 4);
}

/// Quadratic here would be minutes.
#[test]
fn flood_from_one_event_leaves_in_linear_time() {
    const FLOOD: usize = 300_000;
    let (mut inboxes, lanes) = workers::<_, 2>(events(3));
    let (mut spread, sender) = (Spread::new(lanes, 100), Sleeper::new());
    spread.gather().extend(0..FLOOD);
    let mut count = 0;
    while sender.poll(|cx| spread.poll_send(cx)).is_pending() {
        count += inboxes.iter_mut().map(|inbox| drain(inbox).len()).sum::<usize>();
    }
    count += inboxes.iter_mut().map(|inbox| drain(inbox).len()).sum::<usize>();
    assert_eq!(count, FLOOD);
}

#[test]
fn sender_that_waits_for_room_is_woken_by_any_lane() {
    let (mut inboxes, lanes) = workers::<_, 2>(events(2));
    let (mut spread, sender) = (Spread::new(lanes, 100), Sleeper::new());
    spread.gather().extend(0..4);
    assert_eq!(sender.poll(|cx| spread.poll_room(cx)), Poll::Pending);
    assert_eq!(lens(&inboxes), [2, 2], "what is gathered does not stay behind");
    take(&mut inboxes[1], 1);
    assert_eq!(sender.woken(), 1);
    assert_eq!(sender.poll(|cx| spread.poll_room(cx)), Poll::Ready(Ok(())));
    assert_eq!(spread.room(), 1);
}

#[test]
fn room_that_has_come_free_is_seen_without_a_poll() {
    let (mut inboxes, lanes) = workers::<_, 1>(events(2));
    let mut spread = Spread::new(lanes, 100);
    spread.gather().extend(0..2);
    assert!(spread.try_send());
    drain(&mut inboxes[0]);
    assert_eq!(spread.room(), 2);
}

#[test]
fn signals_and_the_end_go_to_every_lane() {
    let (mut inboxes, lanes) = workers::<usize, 2>(events(2));
    let mut spread = Spread::new(lanes, 100);
    spread.signal(Signal::Watermark(3));
    spread.end();
    for inbox in &mut inboxes {
        let watermark = Received::Signal(Signal::Watermark(3));
        assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(watermark));
        assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(Received::Ended));
    }
}

#[test]
fn worker_gone_closes_the_edge_and_leaves_the_events() {
    let (inboxes, lanes) = workers::<_, 1>(events(2));
    let (mut spread, sender) = (Spread::new(lanes, 100), Sleeper::new());
    spread.gather().extend(0..5);
    assert!(!spread.try_send());
    drop(inboxes);
    assert_eq!(sender.poll(|cx| spread.poll_send(cx)), Poll::Ready(Err(Closed)));
    assert_eq!(sender.poll(|cx| spread.poll_room(cx)), Poll::Ready(Err(Closed)));
    assert_eq!((spread.room(), spread.try_send()), (0, false));
}
