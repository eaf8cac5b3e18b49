//! Makes one stream of signals out of those of many lanes.

use std::collections::VecDeque;

use super::message::Signal;

/// Where the signals of one lane stand.
struct Progress {
    live: bool,
    /// Has delivered the barrier that is being aligned, and is not read until all have.
    blocked: bool,
    watermark: Option<i64>,
}

/// Merges watermarks by minimum and aligns barriers, over the live lanes of an inbox.
///
/// Signals go in as they are read from the lanes, and [`Alignment::due`] tells what all lanes agree
/// on; it is asked until it has no more to say before the next message is read.
pub(super) struct Alignment {
    lanes: Vec<Progress>,
    /// The barrier that some lanes have delivered: its epoch and whether it stops.
    aligning: Option<(u64, bool)>,
    /// The last watermark that was told.
    watermark: Option<i64>,
    /// No epoch up to this one is aligned any more.
    aborted: Option<u64>,
    untold_aborts: VecDeque<u64>,
    /// Spares the look at all lanes while only data comes in.
    changed: bool,
}

impl Alignment {
    pub(super) fn new() -> Self {
        Alignment {
            lanes: Vec::new(),
            aligning: None,
            watermark: None,
            aborted: None,
            untold_aborts: VecDeque::new(),
            changed: false,
        }
    }

    pub(super) fn add_lane(&mut self) {
        self.lanes.push(Progress { live: true, blocked: false, watermark: None });
    }

    /// Whether what stands in the lane may be read now.
    pub(super) fn reads(&self, lane: usize) -> bool {
        self.lanes.get(lane).is_some_and(|it| it.live && !it.blocked)
    }

    pub(super) fn all_ended(&self) -> bool {
        self.lanes.iter().all(|it| !it.live)
    }

    pub(super) fn signal(&mut self, lane: usize, signal: Signal) {
        self.changed = true;
        match signal {
            Signal::Watermark(time) => {
                if let Some(it) = self.lanes.get_mut(lane) {
                    it.watermark = it.watermark.max(Some(time));
                }
            }
            Signal::Barrier { epoch, stop } => self.barrier(lane, epoch, stop),
            Signal::Abort { epoch } => self.abort(epoch),
        }
    }

    pub(super) fn end(&mut self, lane: usize) {
        self.changed = true;
        if let Some(it) = self.lanes.get_mut(lane) {
            it.live = false;
        }
    }

    /// What all lanes now agree on and was not yet told.
    pub(super) fn due(&mut self) -> Option<Signal> {
        if !self.changed {
            return None;
        }
        if let Some(epoch) = self.untold_aborts.pop_front() {
            return Some(Signal::Abort { epoch });
        }
        // `None` is less than any time: a lane that has not told its time holds all back.
        let lowest = self.live().map(|it| it.watermark).min().flatten();
        if let Some(time) = lowest.filter(|_| lowest > self.watermark) {
            self.watermark = lowest;
            return Some(Signal::Watermark(time));
        }
        if let Some((epoch, stop)) = self.aligning
            && self.live().all(|it| it.blocked)
        {
            self.release();
            return Some(Signal::Barrier { epoch, stop });
        }
        self.changed = false;
        None
    }

    /// Whether [`Alignment::due`] may have something to say.
    pub(super) fn is_due(&self) -> bool {
        self.changed
    }

    fn live(&self) -> impl Iterator<Item = &Progress> {
        self.lanes.iter().filter(|it| it.live)
    }

    fn barrier(&mut self, lane: usize, epoch: u64, stop: bool) {
        let given_up = self.aborted.is_some_and(|aborted| epoch <= aborted);
        let overtaken = self.aligning.is_some_and(|(aligning, _)| epoch < aligning);
        if given_up || overtaken {
            return;
        }
        match &mut self.aligning {
            Some((aligning, stops)) if *aligning == epoch => *stops |= stop,
            Some((older, _)) => {
                // This lane will never have the older one: waiting on would be for ever.
                let older = *older;
                self.abort(older);
                self.aligning = Some((epoch, stop));
            }
            None => self.aligning = Some((epoch, stop)),
        }
        if let Some(it) = self.lanes.get_mut(lane) {
            it.blocked = true;
        }
    }

    fn abort(&mut self, epoch: u64) {
        if self.aborted.is_some_and(|aborted| epoch <= aborted) {
            return;
        }
        self.aborted = Some(epoch);
        self.untold_aborts.push_back(epoch);
        if self.aligning.is_some_and(|(aligning, _)| aligning <= epoch) {
            self.release();
        }
    }

    fn release(&mut self) {
        self.aligning = None;
        for it in &mut self.lanes {
            it.blocked = false;
        }
    }
}
