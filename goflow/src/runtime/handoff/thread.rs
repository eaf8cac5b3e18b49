//! What one thread knows of the jobs it carries on.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

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
        loop {
            let mut called = self.thread.called.borrow_mut();
            if called.len() <= self.mark {
                break;
            }
            let job = called.pop();
            drop(called);
            if let Some(job) = job {
                let here = self.thread.depth.get() < DEEPEST && !std::thread::panicking();
                job.carry_on(here.then_some(self.way));
            }
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
pub(super) struct Took {
    /// When it was over.
    pub(super) end: Instant,
    /// In all.
    pub(super) all: Duration,
    /// The turns of others in between.
    pub(super) others: Duration,
}

/// Runs a turn, which is told when it begins.
pub(super) fn turn<R>(f: impl FnOnce(Instant) -> R) -> (R, Took) {
    THREAD.with(|thread| {
        let start = Instant::now();
        let depth = thread.depth.replace(thread.depth.get() + 1);
        let handing = thread.handing.replace(false);
        let outer = thread.others.replace(Duration::ZERO);
        let began = thread.began.replace(Some(start));
        let result = f(start);
        let end = Instant::now();
        let all = end.duration_since(start);
        let others = thread.others.replace(outer.saturating_add(all));
        thread.began.set(began);
        thread.handing.set(handing);
        thread.depth.set(depth);
        (result, Took { end, all, others })
    })
}
