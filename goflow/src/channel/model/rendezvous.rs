//! A rendezvous: a send is complete when the receiver has taken the event.

use std::future::poll_fn;

use shuttle::future::{block_on, spawn};

use super::spread::Spread;
use super::sync::{Arc, AtomicUsize, Ordering};
use super::*;

#[test]
fn push_completes_only_after_the_take() {
    search(|| {
        let mut inbox = Inbox::new();
        let asked = Arc::new(AtomicUsize::new(0));
        let mut lanes = vec![inbox.lane(events(0)), inbox.lane(events(0))];
        let senders: Vec<_> = (0..2)
            .map(|nr| {
                let (mut lane, asked) = (lanes.remove(0), Arc::clone(&asked));
                spawn(async move {
                    for event in 0..3 {
                        assert_eq!(lane.room(), 1);
                        assert_eq!(lane.push(&mut vec![(nr, event), (9, 9)]), 1);
                        poll_fn(|cx| lane.poll_taken(cx)).await.unwrap();
                        assert!(asked.load(Ordering::SeqCst) > event);
                    }
                })
            })
            .collect();
        let all = block_on(async {
            let (mut all, mut into) = (Vec::new(), Vec::new());
            loop {
                into.clear();
                asked.fetch_add(1, Ordering::SeqCst);
                match poll_fn(|cx| inbox.poll_recv(cx, 3, &mut into)).await {
                    Received::Ended => break all,
                    _ => assert_eq!(into.len(), 1),
                }
                all.append(&mut into);
            }
        });
        assert_eq!(all.len(), 6);
        assert_in_order(&all);
        for sender in senders {
            block_on(sender).unwrap();
        }
    });
}

/// One of two workers stops at its first event until all others are through. That can only end
/// when no event lies in its lane while the other worker waits.
#[test]
fn event_does_not_lie_behind_a_busy_worker() {
    search(|| {
        const EVENTS: usize = 5;
        let mut inboxes = [Inbox::new(), Inbox::new()];
        let lanes = inboxes.iter_mut().map(|inbox| inbox.lane(events(0))).collect();
        let mut done = Inbox::<()>::new();
        let mut tell = done.lane(events(1));
        let mut spread = Spread::new(lanes, 64);
        let sender = spawn(async move {
            for event in 0..EVENTS {
                poll_fn(|cx| spread.poll_room(cx)).await.unwrap();
                assert_eq!(spread.room(), 1);
                spread.gather().push((0, event));
                assert_eq!(spread.room(), 0);
                poll_fn(|cx| spread.poll_send(cx)).await.unwrap();
            }
            tell.end();
        });
        let [mut slow, quick] = inboxes;
        let slow = spawn(async move {
            let mut into = Vec::new();
            if receive(&mut slow, &mut into).await == Received::Ended {
                return into;
            }
            receive(&mut done, &mut Vec::new()).await;
            into.extend(receive_all(slow).await);
            into
        });
        let mut all = block_on(receive_all(quick));
        assert_in_order(&all);
        all.extend(block_on(slow).unwrap());
        all.sort_unstable();
        assert_eq!(all, (0..EVENTS).map(|nr| (0, nr)).collect::<Vec<_>>());
        block_on(sender).unwrap();
    });
}

/// Two senders offer to the same two workers, and pass offers on between them.
#[test]
fn two_senders_two_workers() {
    search(|| {
        let mut inboxes = [Inbox::new(), Inbox::new()];
        let senders: Vec<_> = (0..2)
            .map(|nr| {
                let lanes = inboxes.iter_mut().map(|inbox| inbox.lane(events(0))).collect();
                let mut spread = Spread::new(lanes, 64);
                spawn(async move {
                    for event in 0..3 {
                        // More than there is room for: a task may put out several for one.
                        spread.gather().extend([(nr, 2 * event), (nr, 2 * event + 1)]);
                        poll_fn(|cx| spread.poll_send(cx)).await.unwrap();
                    }
                })
            })
            .collect();
        let [first, second] = inboxes;
        let first = spawn(receive_all(first));
        let mut all = block_on(receive_all(second));
        assert_in_order(&all);
        let others = block_on(first).unwrap();
        assert_in_order(&others);
        all.extend(others);
        all.sort_unstable();
        let expected = (0..2).flat_map(|nr| (0..6).map(move |event| (nr, event)));
        assert_eq!(all, expected.collect::<Vec<_>>());
        for sender in senders {
            block_on(sender).unwrap();
        }
    });
}
