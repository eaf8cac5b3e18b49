//! What one thread knows of the jobs it carries on.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::super::meter::Meter;
use super::hosted::Hosted;

/// So many jobs may be carried on in each other's turns: each takes some of the thread's stack.
const DEEPEST: usize = 24;

thread_local! {
    static THREAD: Thread = const {
        Thread {
            depth: Cell::new(0),
            handing: Cell::new(false),
            called: RefCell::new(Vec::new()),
            others: Cell::new(Duration::ZERO),
            began: Cell::new(None),
            clock: Cell::new(None),
        }
    };
}

struct Thread {
    /// How many jobs are in a turn on this thread, each in that of the one before.
    depth: Cell<usize>,
    /// Whoever is called now is to be carried on by this thread.
    handing: Cell<bool>,
    called: RefCell<Vec<Arc<Hosted>>>,
    /// How much of this turn was that of others.
    others: Cell<Duration>,
    began: Cell<Option<Instant>>,
    /// The clock, read where no function has run since.
    clock: Cell<Option<Instant>>,
}

/// Which way a worker calls others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Those that it has put events before.
    Down,
    /// Those that waited for the room that it has made.
    Up,
}

/// Calls `f`, which puts something into lanes or takes something out, and carries on who waited
/// for that. True with it when somebody had a turn.
pub(crate) fn handing<R>(way: Way, f: impl FnOnce() -> R) -> (R, bool) {
    THREAD.with(|thread| {
        if thread.depth.get() == 0 {
            return (f(), false);
        }
        let mark = thread.called.borrow().len();
        let guard = Handing { thread, way, before: thread.handing.replace(true), mark };
        let result = f();
        let called = thread.called.borrow().len() > mark;
        drop(guard);
        (result, called)
    })
}

/// Polls what waits for lanes; once more when somebody was carried on, who may have changed them.
pub(crate) fn poll_handing<R>(way: Way, mut poll: impl FnMut() -> Poll<R>) -> Poll<R> {
    loop {
        match handing(way, &mut poll) {
            (Poll::Pending, true) => {}
            (polled, _) => return polled,
        }
    }
}

struct Handing<'a> {
    thread: &'a Thread,
    way: Way,
    before: bool,
    mark: usize,
}

impl Drop for Handing<'_> {
    fn drop(&mut self) {
        self.thread.handing.set(self.before);
        let mut woken = None;
        loop {
            let mut called = self.thread.called.borrow_mut();
            if called.len() <= self.mark {
                break;
            }
            let job = called.pop();
            drop(called);
            if let Some(job) = job {
                let here = self.thread.depth.get() < DEEPEST && !std::thread::panicking();
                if job.carry_on(here.then_some(self.way)) {
                    woken = Some(job);
                }
            }
        }
        if let Some(job) = woken {
            job.let_others_take();
        }
    }
}

/// Puts a job that was called on the list of those to be carried on here. Given back: this thread
/// is not putting anything into lanes, and the job has to be called some other way.
pub(super) fn take_over(job: Arc<Hosted>) -> Option<Arc<Hosted>> {
    // Destroyed with the thread: a job that is woken after that is not carried on by it.
    let mut job = Some(job);
    let _ = THREAD.try_with(|thread| {
        if thread.handing.get() {
            thread.called.borrow_mut().extend(job.take());
        }
    });
    job
}

/// When the turn began that goes on here; now, outside of a turn.
pub(crate) fn turn_began() -> Instant {
    THREAD.with(|thread| thread.began.get()).unwrap_or_else(Instant::now)
}

/// How long a turn took.
pub(crate) struct Took {
    /// When it was over.
    pub(crate) end: Instant,
    /// In all.
    pub(crate) all: Duration,
    /// The turns of others in between.
    pub(crate) others: Duration,
}

/// Whether one more job may be carried on in the turn that goes on here.
pub(crate) fn may_nest() -> bool {
    THREAD.with(|thread| thread.depth.get() < DEEPEST)
}

/// Calls `f`, which runs no function of a user's but in turns of their own, right after the clock
/// was read as `now`. Gives the time after it: the last of these turns was the last thing it did
/// that takes any.
pub(crate) fn timed<R>(now: Instant, f: impl FnOnce() -> R) -> (R, Instant) {
    THREAD.with(|thread| {
        let before = thread.clock.replace(Some(now));
        let result = f();
        (result, thread.clock.replace(before).unwrap_or(now))
    })
}

/// Whether this thread runs nobody's turn within that of another: then it may wait for a moment,
/// and nobody waits for it.
pub(crate) fn holds_none() -> bool {
    THREAD.with(|thread| thread.depth.get() <= 1)
}

/// Runs a turn of a worker on the spot, on its meter. `f` gives its end if it has read the clock.
pub(crate) fn turn_here<R>(meter: &Meter, f: impl FnOnce() -> (R, Option<Instant>)) -> (R, Took) {
    THREAD.with(|thread| {
        let clock = thread.clock.take();
        let start = clock.unwrap_or_else(Instant::now);
        let ((result, end), others) = thread.nested(start, f);
        let end = end.unwrap_or_else(Instant::now);
        let took = thread.took(start, end, others);
        meter.busy_in_place(took.all.saturating_sub(took.others));
        if clock.is_some() {
            thread.clock.set(Some(end));
        }
        (result, took)
    })
}

/// Runs a turn, which is told when it begins.
pub(super) fn turn<R>(f: impl FnOnce(Instant) -> R) -> (R, Took) {
    THREAD.with(|thread| {
        let clock = thread.clock.take();
        let start = Instant::now();
        let (result, others) = thread.nested(start, || f(start));
        let end = Instant::now();
        thread.clock.set(clock.map(|_| end));
        (result, thread.took(start, end, others))
    })
}

impl Thread {
    /// Calls `f` as the turn that began at `start`. Gives how much of it was that of others.
    fn nested<R>(&self, start: Instant, f: impl FnOnce() -> R) -> (R, Duration) {
        let depth = self.depth.replace(self.depth.get() + 1);
        let handing = self.handing.replace(false);
        let outer = self.others.replace(Duration::ZERO);
        let began = self.began.replace(Some(start));
        let result = f();
        let others = self.others.replace(outer);
        self.began.set(began);
        self.handing.set(handing);
        self.depth.set(depth);
        (result, others)
    }

    /// To the turn around it, what it took is that of another.
    fn took(&self, start: Instant, end: Instant, others: Duration) -> Took {
        let all = end.duration_since(start);
        self.others.set(self.others.get().saturating_add(all));
        Took { end, all, others }
    }
}
