//! Runs a pipeline and shows how far it has come: a bar on a terminal, else a line now and then.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use goflow::{Error, Pipeline, Report};
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use tokio::time::Instant;

use crate::signals::Signals;

/// Runs it to its end. The first Ctrl-C or SIGTERM ends it in order, the second at once.
pub async fn watch(flow: Pipeline) -> Result<Report, Error> {
    let mut signals = Signals::new().map_err(Error::new)?;
    let running = flow.start();
    let handle = running.handle();
    let mut display = Display::new();
    let period = display.period();
    let mut tick = tokio::time::interval_at(Instant::now() + period, period);
    let mut end = std::pin::pin!(running.wait());
    let mut stopping = false;
    let result = loop {
        tokio::select! {
            biased;
            result = &mut end => break result,
            () = signals.next() => {
                if stopping {
                    break Err(Error::Interrupted);
                }
                stopping = true;
                handle.stop();
                display.say("stopping: what was read is written; once more to give up");
            }
            _ = tick.tick() => display.show(&handle.stats()),
        }
    };
    display.finish();
    result
}

/// What shows it.
enum Display {
    Bar(ProgressBar),
    Lines,
}

impl Display {
    fn new() -> Self {
        if stderr().is_terminal() { Self::Bar(ProgressBar::no_length()) } else { Self::Lines }
    }

    fn period(&self) -> Duration {
        match self {
            Self::Bar(_) => Duration::from_millis(100),
            Self::Lines => Duration::from_secs(3),
        }
    }

    fn show(&mut self, report: &Report) {
        let Some(flights) = report.node("flights") else { return };
        let read = flights.bytes_read.unwrap_or(0);
        let rate = (flights.sent as f64 / report.elapsed.as_secs_f64().max(0.001)) as u64;
        let rows = format!("{} flights, {}/s", HumanCount(flights.sent), HumanCount(rate));
        match self {
            Self::Bar(bar) => {
                if let Some(expected) = flights.bytes_expected.filter(|_| bar.length().is_none()) {
                    bar.set_length(expected);
                    bar.set_style(style());
                }
                bar.set_message(rows);
                bar.set_position(read);
            }
            Self::Lines => {
                let of = flights
                    .bytes_expected
                    .map_or("?".to_string(), |all| HumanBytes(all).to_string());
                eprintln!("{:.0?}: {} of {of}, {rows}", report.elapsed, HumanBytes(read));
            }
        }
    }

    fn say(&self, text: &str) {
        match self {
            Self::Bar(bar) => bar.println(text),
            Self::Lines => eprintln!("{text}"),
        }
    }

    fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn style() -> ProgressStyle {
    let style =
        ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}  {msg}  {eta} left");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}
