//! What a worker costs, and whether that is less than to wake another thread for it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What it costs to wake a thread that sleeps, in nanoseconds.
const WAKE: u64 = 10_000;
/// What it costs an event that owns nothing to go to another core, with the good of two cores
/// taken into account.
const PLAIN: u64 = 10;
/// The same for one that owns memory, which then goes back to an allocator by another thread than it
/// was got by.
const OWNING: u64 = 100;
/// A turn that is so short may as well be the caller's.
const SHORT: u64 = 50_000;
/// What the turns of a worker that brings events are taken to cost at first.
const DEAR: u64 = 10_000_000;
/// From so many events on it is known what one costs.
const KNOWN: u64 = 1_000;
/// Over about so many turns means are taken.
const TURNS: u64 = 8;

/// How long a worker is busy when it gets events. Written only by who has its turn.
#[derive(Debug)]
pub(crate) struct Load {
    light: AtomicBool,
    /// What an event costs that goes to another core.
    crossing: AtomicU64,
    /// Events that came and went in this turn.
    events: AtomicU64,
    /// Sums that lose one of [`TURNS`] parts with each turn.
    nanos: AtomicU64,
    count: AtomicU64,
}

impl Default for Load {
    fn default() -> Self {
        let zero = AtomicU64::default;
        Self {
            light: AtomicBool::new(true),
            crossing: AtomicU64::new(PLAIN),
            events: zero(),
            nanos: zero(),
            count: zero(),
        }
    }
}

impl Load {
    /// Whether to do its work costs no more than to have another thread do it.
    pub(crate) fn is_light(&self) -> bool {
        self.light.load(Relaxed)
    }

    /// It brings events by itself, and so goes on for all of its time whenever it is let: until its
    /// turns are known to cost little, nobody else is to spend their own time on one.
    pub(crate) fn brings(&self) {
        self.light.store(false, Relaxed);
        self.nanos.store(TURNS * DEAR, Relaxed);
    }

    /// How many events it may be given on the spot: few as long as little is known of what they cost.
    pub(crate) fn trial(&self) -> usize {
        match self.count.load(Relaxed) {
            count if count < KNOWN => (4 * count).max(1) as usize,
            _ => usize::MAX,
        }
    }

    /// Whether what its events cost is not known yet.
    pub(crate) fn is_new(&self) -> bool {
        self.count.load(Relaxed) == 0
    }

    /// Whether its turns are short, whatever they bring.
    pub(super) fn is_short(&self) -> bool {
        self.nanos.load(Relaxed) < TURNS * SHORT
    }

    /// Whether its turns are so short that to look at the clock would be a good part of one.
    pub(crate) fn is_brief(&self) -> bool {
        self.nanos.load(Relaxed) < TURNS * WAKE
    }

    /// Events of this type come or go.
    pub(crate) fn moves<T>(&self) {
        if std::mem::needs_drop::<T>() {
            self.crossing.store(OWNING, Relaxed);
        }
    }

    /// So many events came or went.
    #[inline]
    pub(crate) fn handled(&self, events: u64) {
        self.events.store(self.events.load(Relaxed) + events, Relaxed);
    }

    /// A turn is over, and took so long, with the turns of others in it.
    pub(crate) fn turn(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        // A turn may seem long because the thread was not let run: one alone proves little.
        let nanos = nanos.min(self.nanos.load(Relaxed) / 2 + 4 * WAKE);
        let nanos = add(&self.nanos, nanos);
        let count = add(&self.count, self.events.swap(0, Relaxed));
        let crossing = count.saturating_mul(self.crossing.load(Relaxed));
        let light = nanos <= crossing.saturating_add(TURNS * WAKE);
        if light != self.is_light() {
            self.light.store(light, Relaxed);
        }
    }
}

fn add(sum: &AtomicU64, value: u64) -> u64 {
    let before = sum.load(Relaxed);
    let now = (before - before / TURNS).saturating_add(value);
    sum.store(now, Relaxed);
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(load: &Load, nanos: u64, events: u64) {
        for _ in 0..100 {
            load.handled(events);
            load.turn(Duration::from_nanos(nanos));
        }
    }

    #[test]
    fn cheap_events_are_light_in_any_number_and_dear_ones_are_not() {
        let load = Load::default();
        assert!(load.is_light());
        for events in [1, 100, 10_000] {
            turns(&load, 5 * events, events);
            assert!(load.is_light(), "{events} events of 5 ns");
        }
        turns(&load, 1_000_000, 1_000);
        assert!(!load.is_light() && !load.is_short());
        load.moves::<String>();
        turns(&load, 90_000, 1_000);
        assert!(load.is_light(), "who owns memory goes to another core for more");
    }

    #[test]
    fn who_is_new_is_given_little_and_then_more() {
        let load = Load::default();
        assert!(load.is_new());
        assert_eq!(load.trial(), 1);
        load.handled(16);
        load.turn(Duration::from_micros(1));
        assert_eq!((load.is_new(), load.trial()), (false, 64));
        turns(&load, 2_000, 1_000);
        assert_eq!(load.trial(), usize::MAX);
    }

    #[test]
    fn who_brings_events_is_dear_until_its_turns_are_short() {
        let load = Load::default();
        load.brings();
        assert!(!load.is_light() && !load.is_short());
        turns(&load, 10_000_000, 30_000);
        assert!(!load.is_light() && !load.is_short());
        turns(&load, 1_000, 100);
        assert!(load.is_light() && load.is_short());
    }

    #[test]
    fn one_long_turn_proves_little() {
        let load = Load::default();
        turns(&load, 2_000, 1_000);
        load.handled(1_000);
        load.turn(Duration::from_millis(10));
        assert!(load.is_light());
    }
}
