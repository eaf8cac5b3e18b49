//! Handing over single events: what [`Spread`] does where the lanes are rendezvous.

use std::task::{Context, Poll, ready};

use super::lane::Lane;
use super::message::Closed;
use super::spread::Spread;

/// One event at a time is on offer, in one lane. It goes to a worker that waits, if any; if all
/// are busy it is offered to one, and moved when another waits first: the event must not lie
/// behind a slow worker while one beside it has nothing to do.
impl<T> Spread<T> {
    /// Puts the oldest event on offer, if none is.
    pub(super) fn offer(&mut self) {
        if self.offered.and_then(|at| self.lanes.get(at)).is_some_and(|lane| lane.room() > 0) {
            self.offered = None;
        }
        if self.offered.is_some() || self.gathered.is_empty() {
            return;
        }
        let idle = self.in_turn().find(|&at| self.lanes.get(at).is_some_and(Lane::is_idle));
        let at = idle.or_else(|| self.in_turn().next());
        self.offer_to(at.unwrap_or_default());
    }

    /// Waits until all that was gathered is taken.
    pub(super) fn poll_offer(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        loop {
            self.offer();
            let Some(at) = self.offered else {
                if self.gathered.is_empty() {
                    return Poll::Ready(Ok(()));
                }
                // A lane refuses the only event offered to it when its worker is gone.
                return Poll::Ready(Err(Closed));
            };
            if !self.move_offer(at, cx)? {
                let Some(lane) = self.lanes.get_mut(at) else {
                    return Poll::Ready(Err(Closed));
                };
                ready!(lane.poll_taken(cx))?;
                self.offered = None;
            }
        }
    }

    fn offer_to(&mut self, at: usize) {
        if let Some(lane) = self.lanes.get_mut(at)
            && self.gathered.send(lane, 1) > 0
        {
            self.offered = Some(at);
            self.next = at + 1;
        }
    }

    /// Moves the event on offer to a worker that waits. If none does, asks to be woken when one
    /// begins to. An event whose worker was woken for it stays: else two workers, woken in turn,
    /// could pass it between them for ever.
    fn move_offer(&mut self, from: usize, cx: &mut Context<'_>) -> Result<bool, Closed> {
        for at in self.in_turn().filter(|&at| at != from) {
            let Some(lane) = self.lanes.get_mut(at) else {
                continue;
            };
            if let Poll::Ready(waits) = lane.poll_idle(cx) {
                waits?;
                let Some(event) = self.lanes.get_mut(from).and_then(Lane::withdraw) else {
                    return Ok(false);
                };
                self.gathered.put_back(event);
                self.offered = None;
                self.offer_to(at);
                return Ok(true);
            }
        }
        Ok(false)
    }
}
