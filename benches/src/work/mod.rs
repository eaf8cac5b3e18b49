//! The workloads: what is computed on each event, how much of it, and what must come out.
//!
//! A workload gives the functions that every contestant calls, and an answer that is worked out
//! apart from all of them.

pub mod w1;
pub mod w2;
pub mod w3;
pub mod w4;
pub mod w5;
mod zipf;

use std::fmt;

/// The workloads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Work {
    W1,
    W1q,
    W2,
    W3,
    W4,
    W5,
}

impl Work {
    pub const ALL: &[Self] = &[Self::W1, Self::W1q, Self::W2, Self::W3, Self::W4, Self::W5];

    /// What it is, in a line.
    pub fn about(self) -> &'static str {
        match self {
            Self::W1 => "10,000,000 numbers through map, filter (3 of 4), map, sum",
            Self::W1q => "W1 with a queue of 1024 before every node",
            Self::W2 => "the graph goflow began with, 1,000,000 events from each of 3 sources",
            Self::W3 => "200,000 events of 4.8 µs of CPU each, 2 workers",
            Self::W4 => "16,000,000 words counted by key, 50,000 keys after Zipf, 2 counters",
            Self::W5 => {
                "latency through source, map, map, output with queues, 50 events a millisecond"
            }
        }
    }

    /// How many events it has, or lines.
    pub fn events(self) -> u64 {
        match self {
            Self::W1 | Self::W1q => w1::EVENTS,
            Self::W2 => w2::EVENTS,
            Self::W3 => w3::EVENTS,
            Self::W4 => w4::LINES,
            Self::W5 => w5::EVENTS,
        }
    }

    /// How many times the limit goflow may take.
    pub fn goal(self) -> Option<f64> {
        match self {
            Self::W1 | Self::W2 | Self::W4 => Some(1.5),
            Self::W1q => Some(3.0),
            Self::W3 => Some(1.03),
            Self::W5 => None,
        }
    }

    /// The contestant that sets the limit.
    pub fn limit(self) -> Option<&'static str> {
        match self {
            Self::W1 | Self::W1q | Self::W2 | Self::W4 => Some("hand"),
            Self::W3 => Some("hand-2"),
            Self::W5 => None,
        }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::W1 => "W1",
            Self::W1q => "W1q",
            Self::W2 => "W2",
            Self::W3 => "W3",
            Self::W4 => "W4",
            Self::W5 => "W5",
        })
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How many, and their wrapping sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: u64,
    pub sum: u64,
}

impl Sum {
    #[inline]
    pub fn add(&mut self, value: u64) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(value);
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { count: self.count + other.count, sum: self.sum.wrapping_add(other.sum) }
    }
}
