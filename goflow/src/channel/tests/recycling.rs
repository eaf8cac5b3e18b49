//! In the steady state nothing is allocated: the same few buffers go round.

use std::collections::HashSet;

use super::*;
use crate::channel::{ByKey, Spread};

/// Runs rounds of a step that tells the buffers it saw; returns how many there were, in all rounds
/// but the first few.
fn buffers(mut step: impl FnMut() -> Vec<*const u64>) -> usize {
    (0..8).for_each(|_| drop(step()));
    (0..1000).flat_map(|_| step()).collect::<HashSet<_>>().len()
}

#[test]
fn whole_batches_change_hands_without_a_copy() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(1024));
    let mut batch: Vec<u64> = (0..1000).collect();
    let mut into = Vec::new();
    let pushed = batch.as_ptr();
    lane.push(&mut batch);
    inbox.try_recv(ALL, &mut into);
    assert_eq!((into.as_ptr(), into.len()), (pushed, 1000));
}

#[test]
fn buffers_go_round_in_a_lane() {
    for size in [1, 31, 33, 1024] {
        let mut inbox = Inbox::new();
        let mut lane = inbox.lane(events(4096));
        let (mut batch, mut into) = (Vec::new(), Vec::new());
        let seen = buffers(|| {
            let mut seen = Vec::new();
            for _ in 0..3 {
                batch.resize(size, 0);
                seen.push(batch.as_ptr());
                lane.push(&mut batch);
            }
            loop {
                into.clear();
                if inbox.try_recv(ALL, &mut into).is_none() {
                    return seen;
                }
                seen.push(into.as_ptr());
            }
        });
        assert!(seen <= 5, "{seen} buffers for batches of {size}");
    }
}

#[test]
fn buffers_go_round_when_a_slow_worker_takes_a_few_at_a_time() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(64));
    let (mut batch, mut into) = (Vec::with_capacity(64), Vec::with_capacity(64));
    let seen = buffers(|| {
        batch.resize(lane.room(), 0);
        let seen = vec![batch.as_ptr(), into.as_ptr()];
        lane.push(&mut batch);
        for _ in 0..11 {
            into.clear();
            inbox.try_recv(3, &mut into);
        }
        seen
    });
    assert!(seen <= 5, "{seen} buffers");
}

#[test]
fn gather_buffers_start_from_used_ones() {
    let (mut inboxes, lanes) = workers::<_, 2>(events(1024));
    let (mut spread, mut into) = (Spread::new(lanes, 512), Vec::new());
    let seen = buffers(|| {
        while spread.room() > 0 {
            spread.gather().push(0);
        }
        let mut seen = vec![spread.gather().as_ptr()];
        spread.try_send();
        for inbox in &mut inboxes {
            into.clear();
            inbox.try_recv(ALL, &mut into);
            seen.push(into.as_ptr());
        }
        seen
    });
    assert!(seen <= 6, "{seen} buffers");
}

#[test]
fn gather_buffers_by_key_start_from_used_ones() {
    let (mut inboxes, lanes) = workers::<_, 2>(events(1024));
    let (mut by_key, mut into) = (ByKey::new(lanes, 512), Vec::new());
    let seen = buffers(|| {
        (0..100).for_each(|event| by_key.gather(event % 2, event as u64));
        by_key.try_send();
        let take = |inbox: &mut Inbox<_>| {
            into.clear();
            inbox.try_recv(ALL, &mut into);
            into.as_ptr()
        };
        inboxes.iter_mut().map(take).collect()
    });
    assert!(seen <= 6, "{seen} buffers");
}
