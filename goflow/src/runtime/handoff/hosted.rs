//! A worker's job, where any thread finds it, and the tokio task that is its home.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::super::run::Run;
use super::super::worker::Task;
use super::thread::{self, Way};
use super::turns::{After, Turns};

/// A job that any thread may carry on, one at a time.
pub(crate) struct Hosted {
    turns: Turns,
    /// Locked only by who has the turn. The waker is the job's own.
    job: Mutex<Option<(Task, Waker)>>,
    /// The task that carries it on where nobody else does.
    host: Mutex<Option<Waker>>,
    load: Arc<super::Load>,
    run: Arc<Run>,
    /// What is told while it runs is told of this worker.
    span: tracing::Span,
}

impl Hosted {
    fn new(task: Task) -> Arc<Self> {
        let node = task.worker.head();
        let span =
            tracing::info_span!("worker", node = node.as_deref(), worker = task.worker.index);
        let hosted = Arc::new(Self {
            span,
            turns: Turns::new(),
            load: task.worker.load.clone(),
            run: task.worker.run.clone(),
            job: Mutex::new(None),
            host: Mutex::new(None),
        });
        *lock(&hosted.job) = Some((task, Waker::from(hosted.clone())));
        hosted
    }

    /// It was called, by who is before or behind it: carries it on now, when it is cheap and may be
    /// done here. True when its own task was woken to do much.
    pub(super) fn carry_on(&self, way: Option<Way>) -> bool {
        let here = match way {
            Some(Way::Down) => self.load.is_light(),
            // While the sender is not carried on, all who wait for its events do so for nothing.
            Some(Way::Up) => self.load.is_light() || self.load.is_short(),
            None => false,
        };
        if here {
            if self.turns.begin() {
                self.turn();
            }
            return false;
        }
        let woken = self.turns.call();
        if woken {
            self.wake_host();
        }
        woken && !self.load.is_light()
    }

    /// Makes the tasks that were just woken here available to other threads: tokio keeps the one that
    /// was woken last for the thread that woke it, which may have much to do before. A task that does
    /// nothing takes that place.
    pub(super) fn let_others_take(&self) {
        self.run.aside.wake();
    }

    /// One turn, which has begun. Its end wakes the host if that has something to do then.
    fn turn(&self) {
        let mut slot = lock(&self.job);
        let Some((task, waker)) = slot.as_mut() else {
            return self.turns.finish();
        };
        let entered = self.span.enter();
        let (polled, took) = thread::turn(|start| {
            task.worker.meter.begin(start);
            let mut context = Context::from_waker(waker);
            catch_unwind(AssertUnwindSafe(|| task.job.as_mut().poll(&mut context)))
        });
        drop(entered);
        self.load.turn(took.all);
        task.worker.meter.pause(took.end, took.others);
        if let Err(payload) = &polled {
            task.worker.panicked(payload.as_ref());
        }
        match polled {
            Ok(Poll::Pending) => {
                drop(slot);
                match self.turns.end() {
                    After::Nothing => {}
                    After::Call => self.wake_host(),
                    After::Drop => self.clear(),
                }
            }
            Ok(Poll::Ready(_)) | Err(_) => {
                drop(slot);
                self.clear();
                self.turns.finish();
                self.wake_host();
            }
        }
    }

    fn wake_host(&self) {
        let host = lock(&self.host).clone();
        if let Some(host) = host {
            host.wake();
        }
    }

    /// Drops the job, with no lock held: that may call others, and runs code of the user.
    fn clear(&self) {
        let Some((Task { worker, job }, _)) = lock(&self.job).take() else {
            return;
        };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(job))) {
            worker.panicked(payload.as_ref());
        }
        worker.meter.end();
    }
}

impl Wake for Hosted {
    fn wake(self: Arc<Self>) {
        if let Some(job) = thread::take_over(self)
            && job.turns.call()
        {
            job.wake_host();
        }
    }
}

/// The home of a job: a future that ends with it, and ends it when it is dropped.
pub(crate) struct Host(Arc<Hosted>);

impl Host {
    pub(crate) fn new(task: Task) -> Self {
        Self(Hosted::new(task))
    }
}

impl Future for Host {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let hosted = &self.0;
        {
            let mut host = lock(&hosted.host);
            if !host.as_ref().is_some_and(|host| host.will_wake(cx.waker())) {
                *host = Some(cx.waker().clone());
            }
        }
        if hosted.turns.come() {
            hosted.turn();
        }
        if hosted.turns.is_done() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if self.0.turns.close() {
            self.0.clear();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
