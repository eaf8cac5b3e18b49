use std::task::Poll;

use super::*;
use crate::channel::{Closed, Signal, Spread};

#[test]
fn push_is_complete_when_the_event_is_taken() {
    let (mut inbox, sender) = (Inbox::new(), Sleeper::new());
    let mut lane = inbox.lane(Capacity::Rendezvous);
    let mut batch = vec![1, 2];
    assert_eq!((lane.room(), lane.push(&mut batch)), (1, 1));
    assert_eq!((lane.room(), lane.push(&mut batch)), (0, 0));
    assert_eq!(sender.poll(|cx| lane.poll_taken(cx)), Poll::Pending);
    assert_eq!(take(&mut inbox, ALL), [1]);
    assert_eq!(sender.woken(), 1);
    assert_eq!(sender.poll(|cx| lane.poll_taken(cx)), Poll::Ready(Ok(())));
}

#[test]
fn one_event_of_one_lane_is_taken_at_a_time() {
    let mut inbox = Inbox::new();
    let mut lanes = [inbox.lane(Capacity::Rendezvous), inbox.lane(Capacity::Rendezvous)];
    lanes[0].push(&mut vec![1]);
    lanes[1].push(&mut vec![2]);
    assert_eq!(take(&mut inbox, ALL), [1]);
    assert_eq!(lanes.each_ref().map(Lane::room), [1, 0]);
    assert_eq!(take(&mut inbox, ALL), [2]);
}

#[test]
fn one_event_at_a_time_is_on_offer() {
    let (mut inboxes, lanes) = workers::<_, 2>(Capacity::Rendezvous);
    let (mut spread, sender) = (Spread::new(lanes, 100), Sleeper::new());
    assert_eq!(spread.room(), 1);
    spread.gather().push(1);
    assert_eq!(spread.room(), 0);
    assert!(!spread.try_send(), "it is not taken");
    assert_eq!(spread.room(), 0);
    assert_eq!(sender.poll(|cx| spread.poll_room(cx)), Poll::Pending);
    assert_eq!(take(&mut inboxes[0], ALL), [1]);
    assert_eq!(sender.woken(), 1);
    assert_eq!(sender.poll(|cx| spread.poll_room(cx)), Poll::Ready(Ok(())));
    assert_eq!(spread.room(), 1);
}

#[test]
fn event_goes_to_a_worker_that_waits() {
    let (mut inboxes, lanes) = workers::<_, 3>(Capacity::Rendezvous);
    let (mut spread, receiver) = (Spread::new(lanes, 100), Sleeper::new());
    receiver.wait(&mut inboxes[2]);
    spread.gather().push(1);
    assert!(!spread.try_send());
    assert_eq!(receiver.woken(), 1);
    assert_eq!(take(&mut inboxes[2], ALL), [1]);
    assert!(spread.try_send());
}

#[test]
fn offer_is_moved_to_the_first_worker_that_waits() {
    let (mut inboxes, lanes) = workers::<_, 2>(Capacity::Rendezvous);
    let (mut spread, sender, receiver) = (Spread::new(lanes, 100), Sleeper::new(), Sleeper::new());
    spread.gather().extend([1, 2]);
    assert!(sender.poll(|cx| spread.poll_send(cx)).is_pending());
    assert_eq!(inboxes[0].gauge().queued(), 1, "all are busy: it is offered to one");
    receiver.wait(&mut inboxes[1]);
    assert_eq!(sender.woken(), 1);
    assert!(sender.poll(|cx| spread.poll_send(cx)).is_pending());
    assert_eq!((inboxes[0].gauge().queued(), receiver.woken()), (0, 1));
    assert_eq!(take(&mut inboxes[1], ALL), [1]);
    assert!(sender.poll(|cx| spread.poll_send(cx)).is_pending());
    assert_eq!(take(&mut inboxes[0], ALL), [2]);
    assert_eq!(sender.poll(|cx| spread.poll_send(cx)), Poll::Ready(Ok(())));
}

/// Two workers that are woken in turn could else pass it between them for ever.
#[test]
fn offer_stays_with_the_worker_that_was_woken_for_it() {
    let (mut inboxes, lanes) = workers::<_, 2>(Capacity::Rendezvous);
    let (mut spread, sender, receiver) = (Spread::new(lanes, 100), Sleeper::new(), Sleeper::new());
    receiver.wait(&mut inboxes[0]);
    spread.gather().push(1);
    assert!(sender.poll(|cx| spread.poll_send(cx)).is_pending());
    receiver.wait(&mut inboxes[1]);
    assert!(sender.poll(|cx| spread.poll_send(cx)).is_pending());
    assert_eq!(take(&mut inboxes[0], ALL), [1]);
}

/// At the other worker the event would come behind the signal.
#[test]
fn offer_with_a_signal_behind_it_stays() {
    let (mut inboxes, lanes) = workers::<_, 2>(Capacity::Rendezvous);
    let (mut spread, sender, receiver) = (Spread::new(lanes, 100), Sleeper::new(), Sleeper::new());
    spread.gather().push(1);
    assert!(!spread.try_send());
    spread.signal(Signal::Watermark(1));
    assert!(drain(&mut inboxes[1]).is_empty());
    receiver.wait(&mut inboxes[1]);
    assert!(sender.poll(|cx| spread.poll_send(cx)).is_pending());
    assert_eq!(take(&mut inboxes[0], ALL), [1]);
}

#[test]
fn worker_gone_leaves_the_event_with_the_sender() {
    let (inboxes, lanes) = workers::<_, 2>(Capacity::Rendezvous);
    let (mut spread, sender) = (Spread::new(lanes, 100), Sleeper::new());
    drop(inboxes);
    spread.gather().push(1);
    assert!(!spread.try_send());
    assert_eq!(sender.poll(|cx| spread.poll_send(cx)), Poll::Ready(Err(Closed)));
}
