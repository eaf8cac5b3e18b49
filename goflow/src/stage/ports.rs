//! Further ports of a node: what its functions push beside their main output.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::Context as TaskContext;
use std::time::Instant;

use crate::check::Events;
use crate::node::{Out, Tap};
use crate::runtime::NodeInfo;

use super::dynamic::AnyStep;
use super::step::{Flow, Phase, Step};

/// The connected further ports of a node while its worker is built: each a port's name and an
/// `AnyStep` of its events.
#[derive(Default)]
pub struct Ports {
    connected: Vec<(&'static str, Box<dyn Any + Send>)>,
    node: Option<Arc<NodeInfo>>,
}

impl Ports {
    /// Connects the port `name`.
    #[must_use]
    pub fn with<T: Send + 'static>(
        mut self,
        name: &'static str,
        _: Events<T>,
        to: impl Step<T>,
    ) -> Self {
        let to: AnyStep<T> = Box::new(to);
        self.connected.push((name, Box::new(to)));
        self
    }

    /// What leaves is counted for this node.
    pub(crate) fn count_for(&mut self, node: &Arc<NodeInfo>) {
        self.node = Some(node.clone());
    }

    /// The sink of the port `name`, whose `Out` is lent to the function.
    pub fn sink<T: Send + 'static>(&mut self, name: &'static str, out: &Out<T>) -> PortSink<T> {
        let at = self.connected.iter().position(|(port, _)| *port == name);
        let to = at.map(|at| self.connected.swap_remove(at).1);
        let to = to.and_then(|to| to.downcast::<AnyStep<T>>().ok()).map(|to| *to);
        let count = self.node.as_ref().map(|node| node.port(name));
        PortSink { to, tap: out.tap(), sent: 0, dropped: 0, count }
    }
}

/// Where the events of one further port go.
pub struct PortSink<T> {
    to: Option<AnyStep<T>>,
    tap: Option<Tap<T>>,
    sent: u64,
    dropped: u64,
    /// What all workers of the node sent by this port.
    count: Option<Arc<AtomicU64>>,
}

impl<T: Send + 'static> PortSink<T> {
    /// Sends on what the last call of a synchronous function pushed.
    #[inline]
    pub fn drain(&mut self, out: &mut Out<T>) -> Flow {
        if let Some(events) = out.pushed() {
            for event in events {
                self.pass(event)?;
            }
        }
        Ok(())
    }

    fn pass(&mut self, event: T) -> Flow {
        match &mut self.to {
            Some(to) => {
                self.sent += 1;
                to.give(event)
            }
            None => {
                self.dropped += 1;
                Ok(())
            }
        }
    }
}

/// A thread that still pushes when the worker is gone unwinds.
impl<T> Drop for PortSink<T> {
    fn drop(&mut self) {
        if let Some(tap) = &self.tap {
            tap.close();
        }
    }
}

/// All further ports of a node: `()` or a port and the rest.
pub trait PortList: Send + 'static {
    /// There is none.
    const NONE: bool = false;
    /// See [`Step::room`].
    fn room(&self) -> usize;
    /// See [`Step::due`].
    fn due(&self) -> bool;
    /// True when a function that still runs has pushed something. If not, and it runs on a thread of
    /// its own, its next push wakes the task.
    fn tapped(&mut self, cx: &mut TaskContext<'_>) -> bool;
    /// Sends on what async functions pushed.
    fn drain_taps(&mut self) -> Flow;
    /// See [`Step::advance`].
    fn advance(&mut self, phase: Phase) -> impl Future<Output = Flow> + Send;
    /// Events sent and dropped since the last call.
    fn publish(&mut self) -> (u64, u64);
    /// See [`Step::deadline`].
    fn deadline(&self) -> Option<Instant>;
}

impl PortList for () {
    const NONE: bool = true;
    #[inline(always)]
    fn room(&self) -> usize {
        usize::MAX
    }
    #[inline(always)]
    fn due(&self) -> bool {
        false
    }
    #[inline(always)]
    fn tapped(&mut self, _: &mut TaskContext<'_>) -> bool {
        false
    }
    #[inline(always)]
    fn drain_taps(&mut self) -> Flow {
        Ok(())
    }
    async fn advance(&mut self, _: Phase) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn publish(&mut self) -> (u64, u64) {
        (0, 0)
    }
    #[inline(always)]
    fn deadline(&self) -> Option<Instant> {
        None
    }
}

impl<T: Send + 'static, Rest: PortList> PortList for (PortSink<T>, Rest) {
    fn room(&self) -> usize {
        self.0.to.as_ref().map_or(usize::MAX, |to| to.room()).min(self.1.room())
    }
    fn due(&self) -> bool {
        self.0.to.as_ref().is_some_and(|to| to.due()) || self.1.due()
    }
    fn tapped(&mut self, cx: &mut TaskContext<'_>) -> bool {
        let rest = self.1.tapped(cx);
        self.0.tap.as_ref().is_some_and(|tap| tap.watch(cx)) || rest
    }
    fn drain_taps(&mut self) -> Flow {
        if let Some(tap) = &self.0.tap {
            for event in tap.take() {
                self.0.pass(event)?;
            }
        }
        self.1.drain_taps()
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        if let Some(to) = &mut self.0.to {
            to.advance(phase).await?;
        }
        self.1.advance(phase).await
    }
    fn publish(&mut self) -> (u64, u64) {
        let sent = std::mem::take(&mut self.0.sent);
        if let Some(to) = &mut self.0.to {
            to.publish(sent);
        }
        if let Some(count) = self.0.count.as_ref().filter(|_| sent > 0) {
            count.fetch_add(sent, Relaxed);
        }
        let (sent_too, dropped_too) = self.1.publish();
        (sent + sent_too, std::mem::take(&mut self.0.dropped) + dropped_too)
    }
    fn deadline(&self) -> Option<Instant> {
        let own = self.0.to.as_ref().and_then(|to| to.deadline());
        own.into_iter().chain(self.1.deadline()).min()
    }
}
