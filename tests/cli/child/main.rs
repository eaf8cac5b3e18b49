//! A program that is one pipeline, for the tests of its command line.

use std::time::Duration;

use goflow::prelude::*;

/// Counts, and takes its time.
///
/// It is run by tests.
#[derive(Debug, clap::Args)]
struct Args {
    /// How many events there are
    events: u64,
    /// How long the output takes for each, in milliseconds
    #[arg(long, default_value_t = 0)]
    pause: u64,
    /// The event that the output fails on
    #[arg(long)]
    fail_at: Option<u64>,
    /// The output stops at its first event, for good, and nothing can wake it
    #[arg(long)]
    hang: bool,
    /// Says how many bytes there are
    #[arg(long)]
    bytes: bool,
    /// Serves at this address unless told otherwise
    #[arg(long)]
    metrics: Option<String>,
}

#[source]
fn numbers(upto: &u64, bytes: &bool, ctx: &mut Context) -> impl Iterator<Item = u64> + use<> {
    let progress = ctx.progress();
    let bytes = *bytes;
    if bytes {
        progress.set_total(*upto * 1000);
    }
    (0..*upto).inspect(move |_| {
        if bytes {
            progress.add(1000);
        }
    })
}

#[derive(Debug, thiserror::Error)]
#[error("cannot store it")]
struct Unstored(#[source] std::io::Error);

#[output]
async fn store(n: u64, pause: &u64, fail_at: &Option<u64>, hang: &bool) -> Result<(), Unstored> {
    if *hang {
        println!("hanging");
        std::thread::sleep(Duration::from_secs(600));
    }
    if *pause > 0 {
        tokio::time::sleep(Duration::from_millis(*pause)).await;
    }
    if Some(n) == *fail_at {
        return Err(Unstored(std::io::Error::other("the disk is full")));
    }
    println!("{n}");
    Ok(())
}

#[goflow::main]
fn main(args: Args) -> Result<Pipeline, goflow::Error> {
    if args.events == 13 {
        return Err(goflow::Error::new("13 brings bad luck"));
    }
    let Args { events, pause, fail_at, hang, bytes, metrics } = args;
    let flow = pipeline! {
        numbers(events, bytes) -> store(pause, fail_at, hang) (buf 4);
    };
    let flow = flow.name("counting");
    Ok(match metrics {
        Some(address) => flow.metrics(address),
        None => flow,
    })
}
