//! The last ten minutes, second by second.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::stats::Point;
use super::watch::Watch;
use crate::runtime::Durations;

/// How many seconds are kept.
const KEPT: usize = 600;
const SECOND: Duration = Duration::from_secs(1);

/// The seconds that are kept, and what stood at the end of the last one.
#[derive(Default)]
pub(super) struct Series {
    points: VecDeque<Point>,
    events_in: u64,
    events_out: u64,
    delays: Durations,
}

impl Series {
    /// From the oldest to the newest.
    pub(super) fn all(&self) -> Vec<Point> {
        self.points.iter().copied().collect()
    }

    pub(super) fn newest(&self) -> Option<Point> {
        self.points.back().copied()
    }

    /// Adds what happened since the last call, by what has happened in all.
    fn add(&mut self, uptime: f64, events_in: u64, events_out: u64, delays: Durations) {
        let new = delays.since(&self.delays);
        let quantile = |part| new.quantile(part).map(|time| time.as_secs_f64());
        self.points.push_back(Point {
            uptime_seconds: uptime,
            events_in: events_in.saturating_sub(self.events_in),
            events_out: events_out.saturating_sub(self.events_out),
            p50_seconds: quantile(0.5),
            p99_seconds: quantile(0.99),
        });
        if self.points.len() > KEPT {
            self.points.pop_front();
        }
        (self.events_in, self.events_out, self.delays) = (events_in, events_out, delays);
    }
}

/// Adds a second to the series whenever one is over, and tells those who follow.
pub(super) async fn sample(watch: Arc<Watch>) {
    let mut seconds = interval_at(Instant::now() + SECOND, SECOND);
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        seconds.tick().await;
        let (events_in, events_out) = watch.job.totals();
        let (uptime, delays) = (watch.job.started.elapsed().as_secs_f64(), watch.job.delays());
        let mut series = watch.series.lock().unwrap_or_else(PoisonError::into_inner);
        series.add(uptime, events_in, events_out, delays);
        drop(series);
        watch.tick();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_what_happened_in_its_second_and_ten_minutes_are_kept() {
        let mut series = Series::default();
        for second in 1..=700_u64 {
            series.add(second as f64, second * 10, second * 4, Durations::default());
        }
        let all = series.all();
        assert_eq!(
            (all.len(), all[0].uptime_seconds, all[599].uptime_seconds),
            (600, 101.0, 700.0)
        );
        assert!(all.iter().all(|it| (it.events_in, it.events_out) == (10, 4)));
        assert!(all.iter().all(|it| it.p50_seconds.is_none()));
        assert_eq!(series.newest().map(|it| it.uptime_seconds), Some(700.0));
    }
}
