//! The model check of [`turns`](super::turns): the same file over shuttle's primitives, which choose
//! at every atomic who goes on.
//!
//! `cargo test -p goflow --lib --features model handoff::model`

#![allow(dead_code, clippy::duplicate_mod)]

use shuttle::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use shuttle::sync::{Arc, Condvar, Mutex};
use shuttle::thread;

mod sync {
    pub(super) use shuttle::sync::atomic::{AtomicU8, Ordering};
}

#[path = "turns.rs"]
mod turns;

use turns::{After, Turns};

/// A job that counts what it was given, and the task that is its home.
struct Job {
    turns: Turns,
    running: AtomicBool,
    given: AtomicUsize,
    done: AtomicUsize,
    dropped: AtomicUsize,
    woken: Mutex<bool>,
    wake: Condvar,
}

impl Job {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            turns: Turns::new(),
            running: AtomicBool::new(false),
            given: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            dropped: AtomicUsize::new(0),
            // As a task that was just spawned.
            woken: Mutex::new(true),
            wake: Condvar::new(),
        })
    }

    fn wake_host(&self) {
        *self.woken.lock().unwrap() = true;
        self.wake.notify_all();
    }

    /// Gives it something to do and calls it, as who put an event into its inbox.
    fn give(&self, here: bool) {
        self.given.fetch_add(1, SeqCst);
        if !here {
            if self.turns.call() {
                self.wake_host();
            }
        } else if self.turns.begin() {
            self.turn();
        }
    }

    fn turn(&self) {
        assert!(!self.running.swap(true, SeqCst), "two turns at a time");
        assert_eq!(self.dropped.load(SeqCst), 0, "a turn after the end");
        self.done.fetch_add(self.given.swap(0, SeqCst), SeqCst);
        self.running.store(false, SeqCst);
        match self.turns.end() {
            After::Nothing => {}
            After::Call => self.wake_host(),
            After::Drop => self.clear(),
        }
    }

    fn clear(&self) {
        assert!(!self.running.load(SeqCst), "dropped while it runs");
        assert_eq!(self.dropped.fetch_add(1, SeqCst), 0, "dropped twice");
    }

    /// The home, until `events` are done.
    fn host(&self, events: usize) {
        while self.done.load(SeqCst) < events {
            let mut woken = self.woken.lock().unwrap();
            while !*woken {
                woken = self.wake.wait(woken).unwrap();
            }
            *woken = false;
            drop(woken);
            if self.turns.come() {
                self.turn();
            }
        }
    }
}

fn search(test: impl Fn() + Send + Sync + Clone + 'static) {
    let iterations = std::env::var("MODEL_ITERATIONS").ok().and_then(|it| it.parse().ok());
    let iterations = iterations.unwrap_or(2_000);
    shuttle::check_random(test.clone(), iterations);
    shuttle::check_pct(test, iterations, 3);
}

/// Whoever gives, and whether it carries the job on itself or not: all is done, without anybody who
/// looks by chance.
#[test]
fn no_call_is_forgotten() {
    search(|| {
        let job = Job::new();
        let givers = [false, true, true].map(|here| {
            let job = job.clone();
            thread::spawn(move || {
                for _ in 0..2 {
                    job.give(here);
                }
            })
        });
        for giver in givers {
            giver.join().unwrap();
        }
        // Nobody gives any more: what is left is the home's, which was woken for it.
        while job.done.load(SeqCst) < 6 {
            assert!(
                std::mem::take(&mut *job.woken.lock().unwrap()),
                "nobody knows of what is left"
            );
            if job.turns.come() {
                job.turn();
            }
        }
    });
}

/// The same with a home that waits beside them.
#[test]
fn the_home_comes_to_its_end() {
    search(|| {
        let job = Job::new();
        let givers = [false, true].map(|here| {
            let job = job.clone();
            thread::spawn(move || (0..2).for_each(|_| job.give(here)))
        });
        let home = {
            let job = job.clone();
            thread::spawn(move || job.host(4))
        };
        for thread in givers {
            thread.join().unwrap();
        }
        // A turn that was not the home's own may have done the last.
        job.wake_host();
        home.join().unwrap();
    });
}

#[test]
fn who_is_closed_is_dropped_once_and_never_runs_again() {
    search(|| {
        let job = Job::new();
        let givers = [false, true].map(|here| {
            let job = job.clone();
            thread::spawn(move || (0..2).for_each(|_| job.give(here)))
        });
        if job.turns.come() {
            job.turn();
        }
        if job.turns.close() {
            job.clear();
        }
        for thread in givers {
            thread.join().unwrap();
        }
        assert_eq!(job.dropped.load(SeqCst), 1);
        assert!(job.turns.is_done());
    });
}
