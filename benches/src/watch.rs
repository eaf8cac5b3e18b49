//! W6: what it costs goflow to be watched. The counters are always on; the question is what reading
//! them costs, by `stats()` or by a scrape of the metrics' server, ten times a second.

use std::fmt::{self, Debug, Write};

use clap::ValueEnum;

use crate::args::Args;
use crate::contestants::goflow;
use crate::measure::{Failure, Measured};
use crate::rounds::{Case, measure as rounds};
use crate::work::{w1, w2};

/// How a running pipeline is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Watch {
    /// Not at all.
    Unread,
    /// `stats()` ten times a second.
    Read,
    /// `.metrics(…)`, scraped ten times a second.
    #[cfg(feature = "metrics")]
    Scraped,
}

impl Watch {
    fn about(self) -> &'static str {
        match self {
            Self::Unread => "not read",
            Self::Read => "`stats()` ten times a second",
            #[cfg(feature = "metrics")]
            Self::Scraped => "`.metrics(…)`, scraped ten times a second",
        }
    }
}

/// The workloads that are watched, with more events than elsewhere: a run that is watched ten times
/// a second has to last for a second or so.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Subject {
    W1,
    W1q,
    W2,
}

impl Subject {
    fn events(self) -> u64 {
        match self {
            Self::W1 => 1_000_000_000,
            Self::W1q => 1_000_000_000,
            Self::W2 => 20_000_000,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(self, f)
    }
}

/// One measurement.
#[derive(clap::Args)]
pub struct Watched {
    #[arg(ignore_case = true)]
    pub subject: Subject,

    pub watch: Watch,

    #[arg(long)]
    pub events: Option<u64>,
}

/// Measures in this process.
pub fn measure(watched: &Watched) -> Result<Measured, Failure> {
    let Watched { subject, watch, events } = *watched;
    let events = events.unwrap_or(subject.events());
    Ok(match subject {
        Subject::W1 => timed(|n| goflow::w1_watched(n, watch), events, w1::answer),
        Subject::W1q => timed(|n| goflow::w1q_watched(n, watch), events, w1::answer),
        Subject::W2 => timed(|n| goflow::w2_watched(n, watch), events, w2::answer),
    })
}

/// Working the answer out would take longer than the measurement: a thousandth of it is compared.
fn timed<A: PartialEq + Debug>(
    run: impl Fn(u64) -> A,
    events: u64,
    answer: fn(u64) -> A,
) -> Measured {
    assert_eq!(run(events / 1_000), answer(events / 1_000), "the answer is wrong");
    Measured::take(|| run(events)).0
}

/// The table.
pub fn table(args: &Args) -> String {
    let mut text = String::from("### W6: goflow, watched and not\n\n");
    text += "| | counters | seconds | × unread | CPU s | × unread | machine |\n";
    text += "|---|---|--:|--:|--:|--:|---|\n";
    for subject in Subject::value_variants() {
        let events = args.part(subject.events());
        let cases = Watch::value_variants().iter().map(|watch| {
            let name = watch.to_possible_value().map(|value| value.get_name().to_string());
            let name = name.unwrap_or_default();
            Case::new(watch.about(), &[&"watched", subject, &name, &"--events", &events])
        });
        let series = rounds(&format!("W6 {subject}"), cases.collect(), args.runs);
        for one in &series {
            let (seconds, cpu) = (one.median(|m| m.seconds), one.median(|m| m.cpu));
            let times = series.first().map_or(f64::NAN, |unread| one.times(unread, |m| m.seconds));
            let more = series.first().map_or(f64::NAN, |unread| one.times(unread, |m| m.cpu));
            let (name, machine) = (&one.name, one.machine());
            let _ = writeln!(
                text,
                "| {subject} | {name} | {seconds:.3} | {times:.3} | {cpu:.3} | {more:.3} | {machine} |"
            );
        }
    }
    text + "\n"
}
