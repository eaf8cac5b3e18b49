//! Barriers while data flows through lanes of one place.

use shuttle::future::{block_on, spawn};

use super::message::Signal;
use super::*;

const EPOCHS: u64 = 2;
const EACH: usize = 2;

/// Sends `EACH` events before each barrier and after the last.
async fn send_epochs(mut lane: Lane<Event>, sender: usize) {
    for epoch in 0..=EPOCHS {
        let from = epoch as usize * EACH;
        send_all(&mut lane, sender, from..from + EACH).await.unwrap();
        if epoch < EPOCHS {
            lane.signal(Signal::Barrier { epoch, stop: false });
        }
    }
}

#[test]
fn barriers_are_aligned_over_two_lanes() {
    search(|| {
        let mut inbox = Inbox::new();
        let lanes = [inbox.lane(events(1)), inbox.lane(events(any(1..=3)))];
        let senders: Vec<_> =
            lanes.into_iter().enumerate().map(|(nr, lane)| spawn(send_epochs(lane, nr))).collect();
        block_on(async {
            let (mut all, mut into) = (Vec::new(), Vec::new());
            let mut epochs = 0;
            loop {
                match receive(&mut inbox, &mut into).await {
                    Received::Events => all.append(&mut into),
                    Received::Signal(signal) => {
                        assert_eq!(signal, Signal::Barrier { epoch: epochs, stop: false });
                        epochs += 1;
                        assert_in_order(&all);
                        let before = epochs as usize * EACH;
                        assert_eq!(all.len(), 2 * before, "{all:?}");
                        assert!(all.iter().all(|it| it.1 < before), "{all:?}");
                    }
                    Received::Ended => break,
                }
            }
            assert_eq!((epochs, all.len()), (EPOCHS, 2 * EACH * (EPOCHS as usize + 1)));
        });
        for sender in senders {
            block_on(sender).unwrap();
        }
    });
}

/// The second lane has its barrier only when the first, blocked by its own, goes on: what the
/// abort must bring about, wherever it comes.
#[test]
fn abort_releases_a_blocked_lane() {
    search(|| {
        let mut inbox = Inbox::new();
        let mut blocked = inbox.lane(events(1));
        let mut other = inbox.lane(events(1));
        let on_both = any(0..=1) == 0;
        let sender = spawn(async move {
            blocked.signal(Signal::Barrier { epoch: 1, stop: false });
            send(&mut blocked, vec![(0, 0)]).await.unwrap();
            if on_both {
                other.signal(Signal::Abort { epoch: 1 });
            }
            blocked.signal(Signal::Abort { epoch: 1 });
            send(&mut blocked, vec![(0, 1)]).await.unwrap();
            other.signal(Signal::Barrier { epoch: 1, stop: false });
            send(&mut other, vec![(1, 0)]).await.unwrap();
        });
        let mut aborts = 0;
        let mut all = Vec::new();
        block_on(async {
            let mut into = Vec::new();
            loop {
                match receive(&mut inbox, &mut into).await {
                    Received::Events => all.append(&mut into),
                    Received::Signal(Signal::Abort { epoch: 1 }) => aborts += 1,
                    Received::Signal(other) => panic!("{other:?}"),
                    Received::Ended => break,
                }
            }
        });
        assert_eq!((aborts, all.len()), (1, 3));
        assert_in_order(&all);
        block_on(sender).unwrap();
    });
}
