//! The log of a program, on stderr.

use std::io::{self, IsTerminal as _, Write};

use indicatif::MultiProgress;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry};

use super::command::Options;
use crate::error::Error;

/// Where spans go, as all programs that speak OpenTelemetry understand it.
#[cfg(feature = "otel")]
const COLLECTOR: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Reads `--log`.
pub(super) fn level(text: &str) -> Result<Targets, String> {
    // `Targets` alone would take a word that is no level for the name of a target.
    let is_level = |it: &str| it.trim().parse::<LevelFilter>().is_ok();
    let known = text.split(',').all(|it| is_level(it.rsplit('=').next().unwrap_or(it)));
    let parsed = text.parse().ok().filter(|_| known);
    parsed.ok_or_else(|| {
        "a level is one of error, warn, info, debug, trace; or several by target, as \
         `warn,goflow=debug`"
            .to_string()
    })
}

/// What is shown on stderr while a pipeline runs.
#[derive(Clone)]
pub(super) enum Screen {
    /// Lines that move, with log lines above them.
    Terminal(MultiProgress),
    /// Log lines.
    Log,
    /// Nothing but warnings.
    Quiet,
}

/// What keeps the log going.
#[cfg(feature = "otel")]
pub(super) type Kept = Option<crate::otel::Collector>;
/// What keeps the log going.
#[cfg(not(feature = "otel"))]
pub(super) type Kept = ();

/// Sends the log to stderr, unless the program has sent it elsewhere before; and spans to a collector,
/// where the environment names one.
pub(super) fn start(options: &Options, service: &str) -> Result<(Screen, Kept), Error> {
    let terminal = io::stderr().is_terminal();
    let screen = match (options.quiet, terminal && !options.json) {
        (true, _) => Screen::Quiet,
        (false, true) => Screen::Terminal(MultiProgress::new()),
        (false, false) => Screen::Log,
    };
    let level = if options.quiet { LevelFilter::WARN } else { LevelFilter::INFO };
    let targets = options.log.clone().unwrap_or_else(|| Targets::new().with_default(level));
    let writer = LogWriter(screen.clone());
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = if options.json {
        lines.json().flatten_event(true).boxed()
    } else {
        lines.with_ansi(terminal).with_target(false).boxed()
    };
    let registry = tracing_subscriber::registry().with(lines.with_filter(targets));
    #[cfg(feature = "otel")]
    let (registry, kept) = {
        let collector = match std::env::var(COLLECTOR) {
            Ok(endpoint) if !endpoint.is_empty() => {
                Some(crate::otel::Collector::new(&endpoint, service)?)
            }
            _ => None,
        };
        let spans = collector.as_ref().map(|it| it.layer().with_filter(LevelFilter::INFO));
        (registry.with(spans), collector)
    };
    #[cfg(not(feature = "otel"))]
    let (kept, _) = ((), service);
    // A program that has a subscriber of its own keeps it.
    let _ = registry.try_init();
    Ok((screen, kept))
}

/// Writes above lines that move.
struct LogWriter(Screen);

impl<'w> MakeWriter<'w> for LogWriter {
    type Writer = Line<'w>;
    fn make_writer(&'w self) -> Line<'w> {
        Line(&self.0)
    }
}

/// One line of the log.
struct Line<'w>(&'w Screen);

impl Write for Line<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        match self.0 {
            Screen::Terminal(bars) => bars.suspend(|| io::stderr().write_all(text))?,
            Screen::Log | Screen::Quiet => io::stderr().write_all(text)?,
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
