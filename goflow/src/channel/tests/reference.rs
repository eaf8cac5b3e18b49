//! Random steps on an inbox, each held against plain queues that say what may come.

use std::collections::VecDeque;

use super::*;
use crate::channel::Signal;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Item {
    Event(usize),
    Watermark(i64),
    Barrier(u64),
    End,
}

/// What was put into one lane and has not come out.
struct Expected {
    items: VecDeque<Item>,
    capacity: usize,
    watermark: Option<i64>,
    live: bool,
    next: usize,
    ended: bool,
    epoch: u64,
}

impl Expected {
    fn queued(&self) -> usize {
        self.items.iter().filter(|it| matches!(it, Item::Event(_))).count()
    }

    /// Reads what stands before the first event or barrier.
    fn settle(&mut self) {
        while let Some(&item) = self.items.front() {
            match item {
                Item::Watermark(time) => self.watermark = self.watermark.max(Some(time)),
                Item::End => self.live = false,
                Item::Event(_) | Item::Barrier(_) => break,
            }
            self.items.pop_front();
        }
    }
}

struct Check {
    random: u64,
    inbox: Inbox<(usize, usize)>,
    lanes: Vec<Lane<(usize, usize)>>,
    expected: Vec<Expected>,
    watermark: Option<i64>,
    epoch: u64,
}

impl Check {
    fn new(seed: u64) -> Self {
        let mut check = Check {
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            inbox: Inbox::new(),
            lanes: Vec::new(),
            expected: Vec::new(),
            watermark: None,
            epoch: 0,
        };
        for _ in 0..check.any(1..4) {
            let capacity = check.any(1..100);
            check.lanes.push(check.inbox.lane(events(capacity)));
            check.expected.push(Expected {
                items: VecDeque::new(),
                capacity,
                watermark: None,
                live: true,
                next: 0,
                ended: false,
                epoch: 0,
            });
        }
        check
    }

    fn any(&mut self, range: std::ops::Range<usize>) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        range.start + (self.random >> 33) as usize % range.len()
    }

    fn send(&mut self, at: usize) {
        let (size, time) = (self.any(0..50), self.any(0..1000) as i64);
        let step = self.any(0..20);
        let (lane, expected) = (&mut self.lanes[at], &mut self.expected[at]);
        if expected.ended {
            return;
        }
        match step {
            0 => {
                expected.items.push_back(Item::Watermark(time));
                lane.signal(Signal::Watermark(time));
            }
            1 => {
                expected.epoch += 1;
                expected.items.push_back(Item::Barrier(expected.epoch));
                lane.signal(Signal::Barrier { epoch: expected.epoch, stop: false });
            }
            2 if time < 50 => {
                expected.ended = true;
                expected.items.push_back(Item::End);
                lane.end();
            }
            _ => {
                let room = expected.capacity - expected.queued();
                assert_eq!(lane.room(), room);
                let mut batch: Vec<_> = (0..size).map(|it| (at, expected.next + it)).collect();
                let pushed = lane.push(&mut batch);
                assert_eq!((pushed, batch.len()), (room.min(size), size - pushed));
                for _ in 0..pushed {
                    expected.items.push_back(Item::Event(expected.next));
                    expected.next += 1;
                }
            }
        }
    }

    fn receive(&mut self) -> Option<Received> {
        let max = self.any(1..60);
        let mut into = Vec::new();
        let received = self.inbox.try_recv(max, &mut into);
        match received {
            Some(Received::Events) => {
                assert!((1..=max).contains(&into.len()));
                for (at, nr) in into {
                    self.expected[at].settle();
                    assert_eq!(self.expected[at].items.pop_front(), Some(Item::Event(nr)));
                }
            }
            Some(Received::Signal(Signal::Watermark(time))) => {
                assert!(self.watermark < Some(time), "it rises");
                self.watermark = Some(time);
                assert!(self.lowest_watermark() >= Some(time), "no lane is behind it");
            }
            Some(Received::Signal(Signal::Barrier { epoch, .. })) => {
                self.epoch += 1;
                assert_eq!(epoch, self.epoch);
                for expected in &mut self.expected {
                    expected.settle();
                    let barrier = expected.items.pop_front();
                    assert!(!expected.live || barrier == Some(Item::Barrier(epoch)));
                }
            }
            Some(Received::Signal(Signal::Abort { .. })) => panic!("nobody aborts"),
            Some(Received::Ended) => {
                self.expected.iter_mut().for_each(Expected::settle);
                assert!(self.expected.iter().all(|it| !it.live && it.items.is_empty()));
            }
            None => {
                let lowest = self.lowest_watermark();
                assert!(self.watermark >= lowest, "nothing is kept back");
                let fronts = self.expected.iter().map(|it| it.items.front());
                assert!(fronts.clone().all(|it| !matches!(it, Some(Item::Event(_)))));
                let mut live = self.expected.iter().filter(|it| it.live);
                assert!(live.any(|it| it.items.is_empty()), "somebody is waited for");
            }
        }
        let queued = self.expected.iter().map(Expected::queued).sum::<usize>();
        assert_eq!(self.inbox.gauge().queued(), queued);
        received
    }

    /// The watermark of all live lanes, of what may have been read of them; if none lives, that of
    /// the end of time.
    fn lowest_watermark(&mut self) -> Option<i64> {
        self.expected.iter_mut().for_each(Expected::settle);
        let live = self.expected.iter().filter(|it| it.live);
        live.map(|it| it.watermark).min().unwrap_or(Some(i64::MAX))
    }
}

#[test]
fn inbox_gives_what_plain_queues_would() {
    for seed in 0..500 {
        let mut check = Check::new(seed);
        for _ in 0..400 {
            if check.any(0..5) < 3 {
                let at = check.any(0..check.lanes.len());
                check.send(at);
            } else {
                check.receive();
            }
        }
        check.lanes.clear();
        for expected in check.expected.iter_mut().filter(|it| !it.ended) {
            expected.items.push_back(Item::End);
        }
        while check.receive().expect("all lanes have ended") != Received::Ended {}
    }
}
