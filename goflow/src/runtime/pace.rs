//! How many events a worker handles before it looks around.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::handoff::{Load, turn_began};
use super::meter::Meter;
use super::worker::Worker;

/// Most events of one lap.
const MOST: usize = 16_384;
/// A lap that is quicker may be longer the next time.
const SHORT: Duration = Duration::from_micros(25);
/// A lap that is slower is to be shorter.
const LONG: Duration = Duration::from_micros(100);
/// Results do not wait longer for more of them, even while these come.
const STALE: Duration = Duration::from_micros(50);
/// A worker that goes on for so long lets others have the thread; and what it wrote is to be seen.
const TURN: Duration = Duration::from_micros(500);

/// So many events of an iterator go on one by one before it is trusted to have the next one at hand.
const SINGLY: u16 = 32;

/// So many laps in one turn may go by without a look at the clock.
const GLANCES: u8 = 4;

/// Finds the number of events that take some 25 to 100 µs: enough that what is done once a lap
/// costs nothing, few enough that nobody waits long for a slow task, neither its results nor the
/// events that another worker could have taken.
pub(crate) struct Pace {
    pub(crate) meter: Arc<Meter>,
    events: usize,
    lap: Instant,
    turn: Instant,
    passed: Instant,
    load: Arc<Load>,
    /// How many laps of one event each are to come, of a worker that cannot know when its source waits.
    singly: Option<u16>,
    /// Laps since the clock was read.
    glances: u8,
}

/// What to do after a lap.
pub(crate) struct Lap {
    /// The clock, read once a lap.
    pub(crate) now: Instant,
    /// How long it took.
    pub(crate) took: Duration,
    /// The lap was so long that who waits for what was written should see it now.
    pub(crate) flush: bool,
    /// Send results on even if batches are not full.
    pub(crate) pass: bool,
    /// Let other tasks of this thread run.
    pub(crate) give_way: bool,
}

impl Pace {
    pub(crate) fn new(worker: &Worker) -> Self {
        let (now, meter, load) = (Instant::now(), worker.meter.clone(), worker.load.clone());
        Self { meter, events: 1, lap: now, turn: now, passed: now, load, singly: None, glances: 0 }
    }

    /// The same for an iterator, which waits for what it has not: what is gathered while it does would be
    /// seen only when it goes on. So an event goes on before the next one is asked for, until many have come
    /// without a wait; and again from the next wait on.
    pub(crate) fn of_iterator(worker: &Worker) -> Self {
        Self { singly: Some(SINGLY), ..Self::new(worker) }
    }

    /// The most events of the next lap.
    #[inline]
    pub(crate) fn events(&self) -> usize {
        if self.is_single() { 1 } else { self.events }
    }

    #[inline]
    fn is_single(&self) -> bool {
        self.singly.is_some_and(|left| left > 0)
    }

    /// The next lap's events are made in it.
    #[inline]
    pub(crate) fn mark(&self) {
        self.meter.mark_at(self.lap);
    }

    /// A lap of `events` is over, and nothing more is there. True when that needs no look at the
    /// clock, which would cost more than a few cheap events do: the worker's turns are short, and it
    /// is about to end this one.
    pub(crate) fn glance(&mut self, events: usize) -> bool {
        let enough = events < self.events && self.glances < GLANCES && self.load.is_brief();
        if enough {
            self.glances += 1;
            self.load.handled(events as u64);
            self.meter.glanced(events);
        }
        enough
    }

    /// A lap of `events` is over.
    pub(crate) fn lap(&mut self, events: usize) -> Lap {
        self.load.handled(events as u64);
        self.glances = 0;
        let now = Instant::now();
        let took = now.duration_since(self.lap);
        self.lap = now;
        if took > LONG {
            self.events = (self.events / 2).max(1);
        } else if took < SHORT && events >= self.events {
            self.events = (self.events * 2).min(MOST);
        }
        let since = |place: &mut Instant, long| {
            let is = now.duration_since(*place) > long;
            if is {
                *place = now;
            }
            is
        };
        let (give_way, stale) = (since(&mut self.turn, TURN), since(&mut self.passed, STALE));
        let single = self.is_single();
        if let Some(left) = &mut self.singly {
            // Who takes so long for one event passes each of them on as it is.
            let waited = took > if single { STALE } else { TURN };
            *left = if waited { SINGLY } else { left.saturating_sub(1) };
        }
        // Who was woken by what went on may be waiting for this thread, which may be about to block.
        Lap { now, took, flush: took > TURN, pass: stale || single, give_way: give_way || single }
    }

    /// What passed since the last lap was no part of one.
    pub(crate) fn restart(&mut self) {
        self.restart_at(Instant::now());
    }

    /// The same, where the clock was just read.
    pub(crate) fn restart_at(&mut self, now: Instant) {
        self.lap = now;
    }

    /// The worker waited until its turn came: that is no lap.
    pub(crate) fn resume(&mut self) {
        self.lap = turn_began();
        self.glances = 0;
        self.turn = self.lap;
        self.passed = self.lap;
    }
}
