//! What is measured of one worker, whatever nodes it runs: where its time goes, how long its batches
//! take, and how old events are when they arrive.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::histogram::Histogram;
use super::info::NodeInfo;

/// A batch that takes longer is worth a word in the log.
const SLOW: Duration = Duration::from_secs(1);

/// Shared by a worker and whoever reads its figures.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    /// What the worker waits for while it is not polled; see [`Waits`].
    waits: AtomicU8,
    /// Nanoseconds of what `times` takes for waits that others ran its stage in.
    in_place: AtomicU64,
    times: Mutex<Times>,
    /// How long batches took, without the time for which others held them back.
    pub(crate) batches: Histogram,
    /// How old events were when an output that runs here was done with them; one a batch.
    pub(crate) delays: Histogram,
    /// When the batch in hand left its source, in nanoseconds of [`age_zero`]; 0: nobody knows.
    mark: AtomicU64,
    /// Whether an output got something of the batch in hand.
    arrived: AtomicBool,
    /// Events of batches whose end is that of the turn.
    glanced: AtomicUsize,
    /// The first node of the stage: batches are named for it.
    head: Mutex<Weak<NodeInfo>>,
}

/// What a worker that is not running waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Waits {
    /// Its turn, or what its own functions wait for: that is its work.
    Working = 0,
    /// Events.
    Idle = 1,
    /// Room further down.
    Backpressured = 2,
}

/// How long a worker did what; the three add up to the time since it started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shares {
    pub(crate) busy: Duration,
    pub(crate) idle: Duration,
    pub(crate) backpressured: Duration,
}

#[derive(Debug, Default)]
struct Times {
    shares: Shares,
    /// Since when what is the case now has been; `None` before the start and after the end.
    since: Option<Instant>,
    polled: bool,
    /// What was told last.
    told: Shares,
}

impl Shares {
    fn parts(&mut self) -> [&mut Duration; 3] {
        [&mut self.busy, &mut self.idle, &mut self.backpressured]
    }

    /// The same sum, and nothing less than what was told before: a turn's time is its worker's until
    /// it is known how much of it was that of others.
    fn not_below(mut self, mut told: Self) -> Self {
        let mut lacking = Duration::ZERO;
        for (part, told) in self.parts().into_iter().zip(told.parts()) {
            lacking += told.saturating_sub(*part);
            *part = (*part).max(*told);
        }
        for (part, told) in self.parts().into_iter().zip(told.parts()) {
            let taken = lacking.min(part.saturating_sub(*told));
            *part -= taken;
            lacking -= taken;
        }
        self
    }
}

impl Times {
    fn passed(&self, now: Instant, waits: Waits) -> Shares {
        let mut shares = self.shares;
        let passed = self.since.map_or(Duration::ZERO, |since| now.duration_since(since));
        *match waits {
            _ if self.polled => &mut shares.busy,
            Waits::Working => &mut shares.busy,
            Waits::Idle => &mut shares.idle,
            Waits::Backpressured => &mut shares.backpressured,
        } += passed;
        shares
    }
}

impl Meter {
    /// A turn begins: what came before was a wait.
    pub(crate) fn begin(&self, now: Instant) {
        self.turn(true, now, Duration::ZERO);
    }

    /// A turn ends. For the time of `others`, who had theirs in it, this worker did nothing.
    pub(crate) fn pause(&self, now: Instant, others: Duration) {
        let turn = self.turn(false, now, others);
        let glanced = self.glanced.load(Relaxed);
        if glanced > 0 {
            self.glanced.store(0, Relaxed);
            self.batch(glanced, turn, now);
        }
    }

    /// While it waited for events, the worker's stage was busy for so long where another worker is
    /// that brought some.
    #[inline]
    pub(crate) fn busy_in_place(&self, own: Duration) {
        let nanos = u64::try_from(own.as_nanos()).unwrap_or(u64::MAX);
        // One at a time has the stage.
        self.in_place.store(self.in_place.load(Relaxed).saturating_add(nanos), Relaxed);
    }

    /// A batch was done whose end nobody looked at the clock for: the turn's end is its own.
    pub(crate) fn glanced(&self, events: usize) {
        self.glanced.store(self.glanced.load(Relaxed) + events, Relaxed);
    }

    /// The worker is gone: its time stands still.
    pub(crate) fn end(&self) {
        self.turn(false, Instant::now(), Duration::ZERO);
        self.times().since = None;
    }

    /// What was the case until `now` is counted. Gives how long that was, without `others`.
    fn turn(&self, polled: bool, now: Instant, others: Duration) -> Duration {
        let what = self.what();
        let mut times = self.times();
        let mut shares = times.passed(now, what);
        shares.busy = shares.busy.saturating_sub(others);
        shares.idle += others;
        let passed = times.since.map_or(Duration::ZERO, |since| now.duration_since(since));
        times.shares = shares;
        times.since = Some(now);
        times.polled = polled;
        passed.saturating_sub(others)
    }

    /// For how long the worker waited for others, so far.
    pub(crate) fn apart(&self) -> Duration {
        let shares = self.shares_of(&self.times());
        shares.idle + shares.backpressured
    }

    fn times(&self) -> std::sync::MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn what(&self) -> Waits {
        match self.waits.load(Relaxed) {
            1 => Waits::Idle,
            2 => Waits::Backpressured,
            _ => Waits::Working,
        }
    }

    /// What the worker waits for as long as the guard is there. Who sets it is the worker itself; no
    /// clock is read.
    pub(crate) fn waits(&self, what: Waits) -> Waiting<'_> {
        Waiting { meter: self, before: self.waits.swap(what as u8, Relaxed) }
    }

    /// Where its time went, to this moment. Each share only grows.
    pub(crate) fn shares(&self) -> Shares {
        let mut times = self.times();
        times.told = self.shares_of(&times).not_below(times.told);
        times.told
    }

    fn shares_of(&self, times: &Times) -> Shares {
        let mut shares = times.passed(Instant::now(), self.what());
        let in_place = Duration::from_nanos(self.in_place.load(Relaxed)).min(shares.idle);
        shares.busy += in_place;
        shares.idle -= in_place;
        shares
    }

    /// The next batch left its source then.
    pub(crate) fn mark_at(&self, at: Instant) {
        self.set_mark(age(at));
    }

    pub(crate) fn set_mark(&self, mark: u64) {
        self.mark.store(mark, Relaxed);
    }

    /// When the batch in hand left its source; 0: nobody knows.
    pub(crate) fn mark(&self) -> u64 {
        self.mark.load(Relaxed)
    }

    /// An output got something of the batch in hand.
    pub(crate) fn arrived(&self) {
        self.arrived.store(true, Relaxed);
    }

    /// A batch of `events` was done at `now`, and took that long.
    pub(crate) fn batch(&self, events: usize, took: Duration, now: Instant) {
        self.batches.record(took);
        self.done(|| now);
        if took >= SLOW {
            self.slow(events, took);
        }
    }

    /// What the batch in hand brought to an output is done with.
    pub(crate) fn done(&self, now: impl FnOnce() -> Instant) {
        if self.arrived.load(Relaxed) && self.mark() > 0 {
            self.arrived.store(false, Relaxed);
            self.delays.record(Duration::from_nanos(age(now()).saturating_sub(self.mark())));
        }
    }

    #[cold]
    fn slow(&self, events: usize, took: Duration) {
        let head = self.head.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
        let node = head.map(|node| node.name());
        let node = node.as_deref().unwrap_or_default();
        tracing::warn!(node, events, seconds = took.as_secs_f64(), "slow batch");
    }

    pub(crate) fn set_head(&self, node: &Arc<NodeInfo>) {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(node);
    }

    /// Whether the worker's stage begins with this node.
    #[cfg(feature = "metrics")]
    pub(crate) fn is_headed_by(&self, node: &NodeInfo) -> bool {
        let head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        std::ptr::eq(head.as_ptr(), node)
    }
}

/// See [`Meter::waits`].
pub(crate) struct Waiting<'m> {
    meter: &'m Meter,
    before: u8,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.meter.waits.store(self.before, Relaxed);
    }
}

/// What marks are counted from; a nanosecond earlier than the first of them, since 0 is none.
fn age_zero() -> Instant {
    static ZERO: OnceLock<Instant> = OnceLock::new();
    *ZERO.get_or_init(Instant::now)
}

fn age(at: Instant) -> u64 {
    let age = at.saturating_duration_since(age_zero()).as_nanos();
    u64::try_from(age).unwrap_or(u64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;

    use super::*;

    const MOMENT: Duration = Duration::from_millis(5);

    #[test]
    fn time_goes_to_what_the_worker_waits_for() {
        let meter = Meter::default();
        assert_eq!(meter.shares(), Shares::default());
        let start = Instant::now();
        meter.begin(Instant::now());
        sleep(MOMENT);
        let waiting = meter.waits(Waits::Idle);
        // Still running: to have a reason is not to wait.
        let inner = meter.waits(Waits::Backpressured);
        meter.pause(Instant::now(), Duration::ZERO);
        sleep(2 * MOMENT);
        meter.begin(Instant::now());
        drop(inner);
        meter.pause(Instant::now(), Duration::ZERO);
        sleep(3 * MOMENT);
        let live = meter.shares();
        assert!(live.idle >= 3 * MOMENT, "a wait that goes on counts: {live:?}");
        meter.begin(Instant::now());
        drop(waiting);
        meter.pause(Instant::now(), Duration::ZERO);
        sleep(MOMENT);
        meter.end();
        let shares = meter.shares();
        assert!(shares.busy >= 2 * MOMENT, "{shares:?}");
        assert!(shares.backpressured >= 2 * MOMENT, "{shares:?}");
        assert!(shares.idle >= live.idle, "{shares:?}");
        assert!(shares.busy + shares.idle + shares.backpressured <= start.elapsed(), "{shares:?}");
        sleep(MOMENT);
        assert_eq!(meter.shares(), shares);
    }

    #[test]
    fn what_was_told_of_a_share_never_shrinks() {
        let meter = Meter::default();
        let start = Instant::now();
        meter.begin(start);
        sleep(MOMENT);
        let before = meter.shares();
        assert!(before.busy >= MOMENT, "{before:?}");
        let _idle = meter.waits(Waits::Idle);
        // All of the turn was that of others.
        let now = Instant::now();
        meter.pause(now, now - start);
        let after = meter.shares();
        assert!(after.busy >= before.busy && after.idle >= before.idle, "{before:?} {after:?}");
        sleep(3 * MOMENT);
        meter.busy_in_place(2 * MOMENT);
        let last = meter.shares();
        assert!(last.busy >= after.busy && last.idle >= after.idle, "{after:?} {last:?}");
        let sum = last.busy + last.idle + last.backpressured;
        assert!(sum >= 4 * MOMENT && sum <= start.elapsed(), "{last:?}");
    }

    #[test]
    fn a_delay_is_recorded_when_something_marked_arrives() {
        let meter = Meter::default();
        let now = age_zero() + MOMENT;
        meter.mark_at(now);
        meter.done(|| now + MOMENT);
        meter.arrived();
        meter.done(|| now + MOMENT);
        meter.done(|| now + MOMENT);
        meter.set_mark(0);
        meter.arrived();
        meter.done(|| now + MOMENT);
        let delays = meter.delays.read();
        assert_eq!((delays.count(), delays.sum()), (1, MOMENT));
    }
}
