use super::*;
use crate::channel::Signal;

#[test]
fn lanes_are_read_in_turn() {
    let mut inbox = Inbox::new();
    let mut lanes: Vec<_> = (0..3).map(|_| inbox.lane(events(100))).collect();
    for (nr, lane) in lanes.iter_mut().enumerate() {
        lane.push(&mut vec![nr; 100]);
    }
    let order: Vec<_> = (0..6).map(|_| take(&mut inbox, 50)[0]).collect();
    assert_eq!(order, [0, 1, 2, 0, 1, 2]);
}

#[test]
fn single_events_of_many_senders_make_a_batch() {
    let mut inbox = Inbox::new();
    let mut lanes: Vec<_> = (0..10).map(|_| inbox.lane(events(4))).collect();
    for (nr, lane) in lanes.iter_mut().enumerate() {
        lane.push(&mut vec![nr]);
    }
    assert_eq!(take(&mut inbox, 4), [0, 1, 2, 3]);
    assert_eq!(take(&mut inbox, ALL), [4, 5, 6, 7, 8, 9]);
}

#[test]
fn signal_keeps_its_place_among_the_data() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(9));
    lane.push(&mut vec![1, 2]);
    lane.signal(Signal::Watermark(5));
    lane.push(&mut vec![3]);
    let mut into = Vec::new();
    assert_eq!(inbox.try_recv(ALL, &mut into), Some(Received::Events));
    assert_eq!(into, [1, 2]);
    into.clear();
    let watermark = Received::Signal(Signal::Watermark(5));
    assert_eq!(inbox.try_recv(ALL, &mut into), Some(watermark));
    assert!(into.is_empty());
    assert_eq!(inbox.try_recv(ALL, &mut into), Some(Received::Events));
    assert_eq!(into, [3]);
    assert_eq!(inbox.try_recv(ALL, &mut into), None);
}

/// Lanes that only tell the time, and are not read for long, must not grow.
#[test]
fn later_watermark_takes_the_place_of_the_one_before() {
    let mut inbox = Inbox::<u8>::new();
    let mut lane = inbox.lane(events(1));
    for time in [1, 5, 3] {
        lane.signal(Signal::Watermark(time));
    }
    let watermark = Received::Signal(Signal::Watermark(5));
    assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(watermark));
    assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), None);
}

#[test]
fn abort_does_not_wait_behind_data() {
    let (mut inbox, receiver) = (Inbox::new(), Sleeper::new());
    let (mut lane, _other) = (inbox.lane(events(9)), inbox.lane(events(9)));
    lane.signal(Signal::Barrier { epoch: 7, stop: false });
    lane.push(&mut vec![1]);
    receiver.wait(&mut inbox);
    lane.signal(Signal::Abort { epoch: 7 });
    assert_eq!(receiver.woken(), 1);
    let abort = Received::Signal(Signal::Abort { epoch: 7 });
    assert_eq!(inbox.try_recv(ALL, &mut Vec::new()), Some(abort));
    assert_eq!(take(&mut inbox, ALL), [1]);
}

#[test]
fn gauge_outlives_the_inbox() {
    let mut inbox = Inbox::new();
    let gauge = inbox.gauge();
    let mut lanes = [inbox.lane(events(4)), inbox.lane(Capacity::Rendezvous)];
    assert_eq!((gauge.queued(), gauge.capacity()), (0, 5));
    lanes[0].push(&mut vec!["a", "b", "c"]);
    lanes[1].push(&mut vec!["d"]);
    assert_eq!(gauge.queued(), 4);
    take(&mut inbox, 2);
    assert_eq!(gauge.queued(), 2);
    drop(inbox);
    assert_eq!((gauge.queued(), gauge.capacity()), (0, 5));
}

#[test]
fn inbox_without_lanes_has_ended() {
    assert_eq!(Inbox::<u8>::new().try_recv(1, &mut Vec::new()), Some(Received::Ended));
}
