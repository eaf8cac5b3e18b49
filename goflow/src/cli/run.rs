//! Runs a pipeline, shows how far it has come, and obeys signals.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::command::Options;
use super::log::Screen;
use super::progress::Progress;
use crate::error::Error;
use crate::pipeline::Pipeline;
use crate::report::Report;
use crate::signals::Signals;

/// How long workers may take to end at once. One that computes cannot be interrupted, and is left behind.
const AT_ONCE: Duration = Duration::from_millis(500);

pub(super) async fn run(
    mut pipeline: Pipeline,
    options: Options,
    screen: Screen,
) -> Result<(), Error> {
    // Heard before the first event: a signal in between would kill the process.
    let mut signals = Signals::new();
    if let Some(address) = options.listen {
        pipeline = pipeline.metrics(address);
    }
    if let Screen::Terminal(_) = screen {
        eprintln!("{pipeline}\n");
    }
    let running = pipeline.start();
    let handle = running.handle();
    let mut progress = Progress::new(&screen);
    let mut tick = interval_at(Instant::now() + progress.period(), progress.period());
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut end = std::pin::pin!(running.wait());
    let mut stopping = false;
    let result = loop {
        tokio::select! {
            biased;
            result = &mut end => break result,
            () = signals.next() => {
                if stopping {
                    let at_once = handle.interrupt();
                    let late = async {
                        // What is shown by halves is worse than a moment more. A third signal is not patient.
                        if !at_once {
                            signals.next().await;
                        }
                        tokio::time::sleep(AT_ONCE).await;
                    };
                    break tokio::select! {
                        ended = &mut end => ended,
                        () = late => Err(Error::Interrupted),
                    };
                }
                stopping = true;
                handle.stop();
                progress.say("stopping: what was read is written; once more to end at once");
            }
            _ = tick.tick() => progress.show(&handle.stats()),
        }
    };
    progress.finish();
    let report = result?;
    show(&report, &screen, options.json);
    Ok(())
}

/// The report: for people as a table, for programs a line a node.
fn show(report: &Report, screen: &Screen, json: bool) {
    match screen {
        Screen::Quiet => {}
        Screen::Log if json => {
            for node in &report.nodes {
                tracing::info!(
                    node = node.name,
                    kind = node.kind.as_str(),
                    received = node.received,
                    sent = node.sent,
                    dropped = node.dropped,
                    errors = node.errors,
                    busy_seconds = node.busy.as_secs_f64(),
                    "report"
                );
            }
        }
        Screen::Log | Screen::Terminal(_) => eprintln!("\n{report}"),
    }
}
