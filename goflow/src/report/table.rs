//! The report as a table.

use std::fmt::{self, Write as _};

use super::units::{count, duration, rate};
use super::{EdgeReport, NodeReport, Report};
use crate::graph::Kind;

const NODES: [&str; 8] =
    ["node", "workers", "received", "sent", "dropped", "errors", "busy", "events/s"];
const EDGES: [&str; 2] = ["edge", "refused"];

impl fmt::Display for Report {
    /// The nodes, the time, and the edges that refused anything; no newline at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.nodes.is_empty() {
            write_table(f, NODES, self.nodes.iter().map(|node| self.row(node)))?;
            f.write_str("\n\n")?;
        }
        if let Some(name) = &self.name {
            write!(f, "{name}: ")?;
        }
        write!(f, "elapsed {}", duration(self.elapsed))?;

        let refusing: Vec<&EdgeReport> =
            self.edges.iter().filter(|edge| edge.refused > 0).collect();
        if refusing.is_empty() {
            return Ok(());
        }
        f.write_str("\n\n")?;
        write_table(f, EDGES, refusing.iter().map(|edge| [edge.to_string(), count(edge.refused)]))
    }
}

impl Report {
    fn row(&self, node: &NodeReport) -> [String; 8] {
        // What a kind of node cannot do is no zero worth reading.
        let unless = |kind: Kind, events: u64| {
            if node.kind == kind && events == 0 { "-".to_owned() } else { count(events) }
        };
        let events = if node.kind == Kind::Source { node.sent } else { node.received };
        [
            node.name.clone(),
            count(u64::try_from(node.workers).unwrap_or(u64::MAX)),
            unless(Kind::Source, node.received),
            unless(Kind::Output, node.sent),
            count(node.dropped),
            count(node.errors),
            duration(node.busy),
            rate(events, self.elapsed),
        ]
    }
}

impl fmt::Display for EdgeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.from, self.label.arrow(), self.to)
    }
}

/// Writes lines with a newline between them, the first column to the left, the others to the right.
fn write_table<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> fmt::Result {
    let mut lines = vec![head.map(str::to_owned)];
    lines.extend(rows);
    let mut widths = [0; N];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            f.write_char('\n')?;
        }
        for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            if column == 0 {
                write!(f, "{cell:<width$}")?;
            } else {
                write!(f, "  {cell:>width$}")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::graph::Label;

    fn flights() -> Report {
        let lines = NodeReport {
            sent: 1_234_567,
            busy: Duration::from_micros(830_400),
            ..NodeReport::new("lines", Kind::Source, 2)
        };
        let parse = NodeReport {
            received: 1_234_567,
            sent: 1_230_000,
            errors: 67,
            dropped: 4_500,
            busy: Duration::from_millis(1_240),
            ..NodeReport::new("enrich/zählen", Kind::Task, 12)
        };
        let store = NodeReport {
            received: 10,
            busy: Duration::from_micros(12),
            ..NodeReport::new("store", Kind::Output, 1)
        };
        let when =
            EdgeReport { refused: 1_229_990, ..EdgeReport::new("lines", "store", Label::When) };
        Report {
            elapsed: Duration::from_millis(2_500),
            nodes: vec![lines, parse, store],
            edges: vec![EdgeReport::new("lines", "enrich/zählen", Label::Key), when],
            name: Some("flights".to_owned()),
        }
    }

    #[test]
    fn the_whole_table() {
        assert_eq!(
            flights().to_string(),
            "\
node           workers   received       sent  dropped  errors    busy  events/s
lines                2          -  1,234,567        0       0  830 ms   493,827
enrich/zählen       12  1,234,567  1,230,000    4,500      67  1.24 s   493,827
store                1         10          -        0       0   12 µs         4

flights: elapsed 2.5 s

edge                     refused
lines -[when]-> store  1,229,990"
        );
    }

    #[test]
    fn without_name_and_refusals_it_ends_with_the_time() {
        let mut report = flights();
        report.name = None;
        report.edges[1].refused = 0;
        assert!(report.to_string().ends_with("         4\n\nelapsed 2.5 s"));
    }

    #[test]
    fn no_time_and_no_nodes() {
        assert_eq!(Report::default().to_string(), "elapsed 0 s");
        let mut report = flights();
        report.elapsed = Duration::ZERO;
        assert!(report.to_string().contains("830 ms         -\n"));
    }

    #[test]
    fn a_count_that_a_kind_should_not_have_is_shown() {
        let mut report = flights();
        report.nodes.truncate(1);
        report.nodes[0].received = 3;
        assert!(report.to_string().contains("lines        2         3  1,234,567"));
    }
}
