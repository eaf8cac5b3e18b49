//! How many events a worker handles before it looks around.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::meter::Meter;
use super::worker::Worker;

/// Most events of one lap.
const MOST: usize = 4096;
/// A lap that is quicker may be longer the next time.
const SHORT: Duration = Duration::from_micros(50);
/// A lap that is slower is to be shorter, and its results are not to wait for the next.
const LONG: Duration = Duration::from_micros(200);

/// Finds the number of events that take some 50 to 200 µs: enough that what is done once a lap
/// costs nothing, few enough that nobody waits long for a slow task, neither its results nor the
/// events that another worker could have taken.
pub(crate) struct Pace {
    pub(crate) meter: Arc<Meter>,
    events: usize,
    lap: Instant,
    turn: Instant,
}

/// What to do after a lap.
pub(crate) struct Lap {
    /// The clock, read once a lap.
    pub(crate) now: Instant,
    /// How long it took.
    pub(crate) took: Duration,
    /// Send results on even if batches are not full.
    pub(crate) flush: bool,
    /// Let other tasks of this thread run.
    pub(crate) give_way: bool,
}

impl Pace {
    pub(crate) fn new(worker: &Worker) -> Self {
        let now = Instant::now();
        Self { meter: worker.meter.clone(), events: 1, lap: now, turn: now }
    }

    /// The most events of the next lap.
    #[inline]
    pub(crate) fn events(&self) -> usize {
        self.events
    }

    /// The next lap's events are made in it.
    #[inline]
    pub(crate) fn mark(&self) {
        self.meter.mark_at(self.lap);
    }

    /// A lap of `events` is over.
    pub(crate) fn lap(&mut self, events: usize) -> Lap {
        let now = Instant::now();
        let took = now.duration_since(self.lap);
        self.lap = now;
        if took > LONG {
            self.events = (self.events / 2).max(1);
        } else if took < SHORT && events >= self.events {
            self.events = (self.events * 2).min(MOST);
        }
        let give_way = now.duration_since(self.turn) > LONG;
        if give_way {
            self.turn = now;
        }
        Lap { now, took, flush: took > LONG, give_way }
    }

    /// What passed since the last lap was no part of one.
    pub(crate) fn restart(&mut self) {
        self.lap = Instant::now();
    }

    /// The worker waited: that is no lap.
    pub(crate) fn resume(&mut self) {
        self.lap = Instant::now();
        self.turn = self.lap;
    }
}
