//! How far the sources have come: a line each on a terminal, else a line in the log now and then.

use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, MultiProgress, ProgressBar, ProgressStyle};

use super::log::Screen;
use crate::graph::Kind;
use crate::report::{NodeReport, Report};

/// Between two pictures of a terminal.
const PICTURE: Duration = Duration::from_millis(100);
/// Between two lines of the log.
const LINE: Duration = Duration::from_secs(10);

const OF_BYTES: &str = "{prefix} {bar:30} {bytes} of {total_bytes}  {msg}  {eta} left";
const OF_EVENTS: &str = "{prefix} {spinner}  {msg}  {elapsed}";

/// What shows it.
pub(super) struct Progress {
    screen: Screen,
    bars: Vec<ProgressBar>,
    rates: Vec<Rate>,
}

impl Progress {
    pub(super) fn new(screen: &Screen) -> Self {
        Self { screen: screen.clone(), bars: Vec::new(), rates: Vec::new() }
    }

    /// How often to call [`show`](Self::show).
    pub(super) fn period(&self) -> Duration {
        if matches!(self.screen, Screen::Terminal(_)) { PICTURE } else { LINE }
    }

    /// Shows what has been done so far.
    pub(super) fn show(&mut self, report: &Report) {
        let sources: Vec<_> = report.nodes.iter().filter(|it| it.kind == Kind::Source).collect();
        self.rates.resize_with(sources.len(), Rate::default);
        match &self.screen {
            Screen::Quiet => {}
            Screen::Terminal(all) => {
                if self.bars.is_empty() {
                    self.bars = bars(all, &sources);
                }
                for ((bar, source), rate) in self.bars.iter().zip(&sources).zip(&mut self.rates) {
                    draw(bar, source, rate);
                }
            }
            Screen::Log => {
                for (source, rate) in sources.iter().zip(&mut self.rates) {
                    tracing::info!(
                        source = source.name,
                        events = source.sent,
                        events_per_second = rate.of(source.sent),
                        bytes = source.bytes_read,
                        bytes_expected = source.bytes_expected,
                        "progress"
                    );
                }
            }
        }
    }

    /// Says something, in between.
    pub(super) fn say(&self, text: &str) {
        match &self.screen {
            Screen::Terminal(bars) => bars.suspend(|| eprintln!("{text}")),
            Screen::Log | Screen::Quiet => tracing::warn!("{text}"),
        }
    }

    /// Takes the lines away.
    pub(super) fn finish(&self) {
        for bar in &self.bars {
            bar.finish_and_clear();
        }
    }
}

/// A line for each source, their names below each other.
fn bars(all: &MultiProgress, sources: &[&NodeReport]) -> Vec<ProgressBar> {
    let width = sources.iter().map(|source| source.name.chars().count()).max().unwrap_or(0);
    let bar = |source: &&NodeReport| {
        let bar = all.add(ProgressBar::no_length());
        bar.set_style(style(OF_EVENTS));
        bar.set_prefix(format!("{:<width$}", source.name));
        bar
    };
    sources.iter().map(bar).collect()
}

fn draw(bar: &ProgressBar, source: &NodeReport, rate: &mut Rate) {
    if let Some(expected) = source.bytes_expected
        && bar.length() != Some(expected)
    {
        bar.set_length(expected);
        bar.set_style(style(OF_BYTES));
    }
    let events =
        format!("{} events, {}/s", HumanCount(source.sent), HumanCount(rate.of(source.sent)));
    match (source.bytes_read, source.bytes_expected) {
        (Some(read), Some(_)) => {
            bar.set_message(events);
            bar.set_position(read);
        }
        (Some(read), None) => bar.set_message(format!("{}, {events}", HumanBytes(read))),
        (None, _) => bar.set_message(events),
    }
    bar.tick();
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Events a second, since a moment ago.
struct Rate {
    at: Instant,
    events: u64,
    shown: u64,
}

impl Default for Rate {
    fn default() -> Self {
        Self { at: Instant::now(), events: 0, shown: 0 }
    }
}

/// A rate of less time would jump about.
const MOMENT: Duration = Duration::from_millis(900);

impl Rate {
    fn of(&mut self, events: u64) -> u64 {
        let passed = self.at.elapsed();
        if passed >= MOMENT || self.shown == 0 {
            let new = events.saturating_sub(self.events) as f64;
            self.shown = (new / passed.as_secs_f64().max(0.001)) as u64;
            (self.at, self.events) = (Instant::now(), events);
        }
        self.shown
    }
}
