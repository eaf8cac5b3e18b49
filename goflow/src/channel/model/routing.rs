//! Edges from two workers to two workers.

use std::future::poll_fn;

use shuttle::future::{block_on, spawn};

use super::by_key::ByKey;
use super::spread::Spread;
use super::*;

const EVENTS: usize = 7;

/// Runs two receivers beside the senders; returns what each received.
fn receive_both(
    inboxes: [Inbox<Event>; 2],
    senders: Vec<shuttle::future::JoinHandle<()>>,
) -> [Vec<Event>; 2] {
    let [first, second] = inboxes;
    let first = spawn(receive_all(first));
    let second = block_on(receive_all(second));
    let first = block_on(first).unwrap();
    for sender in senders {
        block_on(sender).unwrap();
    }
    assert_in_order(&first);
    assert_in_order(&second);
    let mut all = [first.as_slice(), &second].concat();
    all.sort_unstable();
    let expected = (0..2).flat_map(|nr| (0..EVENTS).map(move |event| (nr, event)));
    assert_eq!(all, expected.collect::<Vec<_>>());
    [first, second]
}

#[test]
fn spread_loses_and_reorders_nothing() {
    search(|| {
        let mut inboxes = [Inbox::new(), Inbox::new()];
        let capacity = events(any(1..=3));
        let senders = (0..2).map(|nr| {
            let lanes = inboxes.iter_mut().map(|inbox| inbox.lane(capacity)).collect();
            let mut spread = Spread::new(lanes, any(1..=4));
            spawn(async move {
                let mut next = 0;
                while next < EVENTS {
                    poll_fn(|cx| spread.poll_room(cx)).await.unwrap();
                    assert!(spread.room() > 0);
                    // Now and then more than there is room for.
                    let end = (next + spread.room() + any(0..=1)).min(EVENTS);
                    spread.gather().extend((next..end).map(|event| (nr, event)));
                    next = end;
                    if any(0..=1) == 0 {
                        spread.try_send();
                    }
                }
                poll_fn(|cx| spread.poll_send(cx)).await.unwrap();
            })
        });
        let senders = senders.collect();
        receive_both(inboxes, senders);
    });
}

#[test]
fn by_key_brings_every_event_to_its_worker() {
    search(|| {
        let mut inboxes = [Inbox::new(), Inbox::new()];
        let capacity = events(any(0..=3));
        let senders = (0..2).map(|nr| {
            let lanes = inboxes.iter_mut().map(|inbox| inbox.lane(capacity)).collect();
            let mut by_key = ByKey::new(lanes, any(1..=4));
            spawn(async move {
                for event in 0..EVENTS {
                    if any(0..=3) > 0 {
                        poll_fn(|cx| by_key.poll_room(cx)).await.unwrap();
                        assert!(by_key.room() > 0);
                    }
                    by_key.gather(event % 3 % 2, (nr, event));
                }
                poll_fn(|cx| by_key.poll_send(cx)).await.unwrap();
            })
        });
        let senders = senders.collect();
        let received = receive_both(inboxes, senders);
        for (worker, events) in received.iter().enumerate() {
            assert!(events.iter().all(|it| it.1 % 3 % 2 == worker));
        }
    });
}
