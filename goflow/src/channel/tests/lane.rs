use std::task::Poll;

use super::*;
use crate::channel::{Closed, Signal};

#[test]
fn push_takes_what_fits_and_leaves_the_rest() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(5));
    assert_eq!(lane.room(), 5);
    let mut batch: Vec<_> = (0..8).collect();
    assert_eq!(lane.push(&mut batch), 5);
    assert_eq!((lane.room(), batch.as_slice()), (0, [5, 6, 7].as_slice()));
    assert_eq!(lane.push(&mut batch), 0);
    assert_eq!(drain(&mut inbox), [0, 1, 2, 3, 4]);
    assert_eq!(lane.push(&mut batch), 3);
    assert_eq!(drain(&mut inbox), [5, 6, 7]);
}

#[test]
fn only_what_is_taken_frees_its_place() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(64));
    lane.push(&mut (0..64).collect());
    assert_eq!(take(&mut inbox, 1), [0]);
    assert_eq!(lane.room(), 1);
    assert_eq!(lane.push(&mut vec![64, 65]), 1);
    assert_eq!(drain(&mut inbox), (1..65).collect::<Vec<_>>());
    assert_eq!(lane.room(), 64);
}

#[test]
fn events_pushed_one_by_one_are_taken_together() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(1000));
    (0..1000).for_each(|event| assert_eq!(lane.push(&mut vec![event]), 1));
    assert_eq!(take(&mut inbox, ALL), (0..1000).collect::<Vec<_>>());
}

#[test]
fn sender_is_woken_when_half_is_free() {
    let (mut inbox, sender) = (Inbox::new(), Sleeper::new());
    let mut lane = inbox.lane(events(5));
    lane.push(&mut (0..5).collect());
    assert_eq!(sender.poll(|cx| lane.poll_ready(cx)), Poll::Pending);
    take(&mut inbox, 1);
    take(&mut inbox, 1);
    assert_eq!((lane.room(), sender.woken()), (2, 0));
    take(&mut inbox, 1);
    assert_eq!(sender.woken(), 1);
    assert_eq!(sender.poll(|cx| lane.poll_ready(cx)), Poll::Ready(Ok(())));
    take(&mut inbox, ALL);
    assert_eq!(sender.woken(), 1, "it does not wait any more");
}

#[test]
fn sender_with_a_little_room_is_woken_when_the_receiver_waits() {
    let (mut inbox, sender, receiver) = (Inbox::new(), Sleeper::new(), Sleeper::new());
    let mut lane = inbox.lane(events(4));
    let _other = inbox.lane(events(4));
    lane.push(&mut vec![0]);
    lane.signal(Signal::Barrier { epoch: 1, stop: false });
    lane.push(&mut vec![1, 2, 3]);
    assert_eq!(sender.poll(|cx| lane.poll_ready(cx)), Poll::Pending);
    take(&mut inbox, ALL);
    assert_eq!((lane.room(), sender.woken()), (1, 0));
    receiver.wait(&mut inbox);
    assert_eq!(sender.woken(), 1);
    lane.push(&mut vec![4]);
    assert_eq!(receiver.woken(), 0, "it cannot read that lane now");
}

#[test]
fn receiver_is_woken_once_by_what_it_waits_for() {
    let (mut inbox, receiver) = (Inbox::new(), Sleeper::new());
    let mut lane = inbox.lane(events(4));
    receiver.wait(&mut inbox);
    assert!(lane.is_idle());
    lane.push(&mut vec![0]);
    lane.push(&mut vec![1]);
    assert_eq!((receiver.woken(), lane.is_idle()), (1, false));
    assert_eq!(drain(&mut inbox), [0, 1]);

    receiver.wait(&mut inbox);
    lane.signal(Signal::Watermark(3));
    assert_eq!(receiver.woken(), 2);
    assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(Received::Signal(Signal::Watermark(3))));

    receiver.wait(&mut inbox);
    drop(lane);
    assert_eq!(receiver.woken(), 3);
    assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(Received::Ended));
    assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(Received::Ended));
}

#[test]
fn receiver_gone_closes_the_lane_and_drops_what_is_queued() {
    let (mut inbox, sender) = (Inbox::new(), Sleeper::new());
    let mut lane = inbox.lane(events(2));
    let (event, gauge) = (Arc::new(()), inbox.gauge());
    let mut batch = vec![Arc::clone(&event); 3];
    lane.push(&mut batch);
    assert_eq!(sender.poll(|cx| lane.poll_ready(cx)), Poll::Pending);
    drop(inbox);
    assert_eq!(sender.woken(), 1);
    assert_eq!((Arc::strong_count(&event), gauge.queued()), (2, 0));
    assert_eq!((lane.room(), lane.push(&mut batch), batch.len()), (0, 0, 1));
    assert_eq!(sender.poll(|cx| lane.poll_ready(cx)), Poll::Ready(Err(Closed)));
    assert_eq!(sender.poll(|cx| lane.poll_taken(cx)), Poll::Ready(Err(Closed)));
    lane.signal(Signal::Watermark(1));
    lane.end();
}
