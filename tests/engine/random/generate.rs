//! Writes random graphs as Rust source: `pipeline!` is a macro, so they must be compiled.

use std::fmt::Write;

use super::super::event::mix;

#[derive(Clone, Copy, PartialEq)]
enum Port {
    Main,
    Err,
    Side,
}

struct Node {
    form: &'static str,
    workers: String,
    buffer: String,
    inflight: String,
    /// `left node, arrow`
    inputs: Vec<(usize, String)>,
    /// Somebody takes its main output.
    taken: bool,
}

/// The source text of `count` graphs.
pub fn graphs(seed: u64, count: u64) -> String {
    let mut text = String::from(
        "//! Written by `generate.rs`; to write it anew, run the tests with `GOFLOW_WRITE=1`.\n\n\
         use goflow::prelude::*;\n\n\
         use super::super::event::*;\nuse super::super::knobs::{Knobs, Shape};\nuse crate::support::Seen;\n\n",
    );
    let names: Vec<_> = (0..count).map(|n| format!("graph_{n}")).collect();
    let _ = writeln!(text, "pub const GRAPHS: &[Shape] = &[{}];", names.join(", "));
    for (n, name) in names.iter().enumerate() {
        let graph = Draw { state: mix(seed, n as u64), nodes: Vec::new() }.graph();
        let _ = write!(
            text,
            "\nfn {name}(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {{\n    pipeline! {{\n{graph}    }}\n}}\n"
        );
    }
    text
}

struct Draw {
    state: u64,
    nodes: Vec<Node>,
}

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.state = mix(self.state, 1);
        (self.state >> 20) as usize % bound
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn node(&mut self, form: &'static str) -> usize {
        let knob = self.below(8);
        let workers = match self.below(6) {
            0 => format!("c {{k.c({knob})}}"),
            1 => "c 2".to_string(),
            _ => String::new(),
        };
        let is_source = form_is_source(form);
        let buffer = match self.below(5) {
            0 | 1 if !is_source => format!("buf {{k.buf({knob})}}"),
            2 if !is_source => format!("buf {knob}"),
            _ => String::new(),
        };
        let inflight = match self.below(3) {
            0 if matches!(form, "wait" | "try_some") => format!("inflight {{k.inflight({knob})}}"),
            1 if matches!(form, "wait" | "try_some") => format!("inflight {} unordered", knob + 1),
            _ => String::new(),
        };
        self.nodes.push(Node { form, workers, buffer, inflight, inputs: Vec::new(), taken: false });
        self.nodes.len() - 1
    }

    fn connect(&mut self, from: usize, port: Port, to: usize) {
        if self.nodes[to].inputs.iter().any(|(left, _)| *left == from) {
            return;
        }
        let salt = to + 1;
        let arrow = match port {
            Port::Err => "-[err]->".to_string(),
            Port::Side => "-[side]->".to_string(),
            Port::Main if self.nodes[to].form.starts_with("tally") => {
                "-[key |e| e.key()]->".to_string()
            }
            // Events of a `when` would be those that its inner nodes' salts let pass.
            Port::Main if self.nodes[to].form == "pipe" => "->".to_string(),
            Port::Main => match self.below(8) {
                0 | 1 => format!("-[when |e| e.passes({salt})]->"),
                2 => "-[key |e| e.key()]->".to_string(),
                _ => "->".to_string(),
            },
        };
        self.nodes[from].taken |= port == Port::Main;
        self.nodes[to].inputs.push((from, arrow));
    }

    /// Where errors end.
    fn lost(&mut self) -> usize {
        let lost = self.nodes.iter().position(|node| node.form == "lost");
        lost.unwrap_or_else(|| self.node("lost"))
    }

    fn senders(&self) -> Vec<usize> {
        (0..self.nodes.len()).filter(|&at| sends(self.nodes[at].form)).collect()
    }

    fn graph(mut self) -> String {
        for _ in 0..1 + self.below(3) {
            let form = self.pick(&["numbers", "numbers", "stream", "listen"]);
            self.node(form);
        }
        let forms = [
            "map",
            "read",
            "read",
            "attend",
            "consult",
            "some",
            "fail",
            "try_some",
            "many",
            "spell",
            "dig",
            "push",
            "heave",
            "fork",
            "wait",
            "send",
            "block",
            "tally",
            "tally_late",
            "pipe",
        ];
        for _ in 0..3 + self.below(7) {
            let form = self.pick(&forms);
            let inputs = if self.one_in(3) { 2 + self.below(2) } else { 1 };
            let known = self.senders();
            let node = self.node(form);
            for _ in 0..inputs {
                // Rather from a late node than from an early one, so that graphs become deep.
                let back = self.below(known.len()).min(self.below(known.len()));
                let from = known[known.len() - 1 - back];
                let ports = matches!(self.nodes[from].form, "fork" | "try_some");
                let side = ports && !form.starts_with("tally") && self.one_in(3);
                self.connect(from, if side { Port::Side } else { Port::Main }, node);
            }
            if fails(form) {
                let taker = if self.one_in(2) { self.node("heal") } else { self.lost() };
                self.connect(node, Port::Err, taker);
            }
        }
        let mut outputs = vec![];
        for from in self.senders() {
            if self.nodes[from].taken && !self.one_in(6) {
                continue;
            }
            if outputs.is_empty() || self.one_in(3) {
                let form = self.pick(&["out", "out", "batch", "linger", "refuse"]);
                outputs.push(self.node(form));
            }
            let output = self.pick(&outputs);
            self.connect(from, Port::Main, output);
        }
        for output in outputs {
            if fails(self.nodes[output].form) && !self.nodes[output].inputs.is_empty() {
                let lost = self.lost();
                self.connect(output, Port::Err, lost);
            }
        }
        self.text()
    }

    fn text(self) -> String {
        let mut said = vec![false; self.nodes.len()];
        let mut say = |at: usize| {
            let node = &self.nodes[at];
            let (form, salt) = (node.form, at + 1);
            if std::mem::replace(&mut said[at], true) {
                return format!("{form}_{salt}");
            }
            let args = match form {
                form if !sends(form) => "seen.clone()".to_string(),
                "numbers" | "stream" | "listen" => format!("{salt}, k.count"),
                _ => salt.to_string(),
            };
            let settings = [&node.workers, &node.buffer, &node.inflight];
            let settings: Vec<_> =
                settings.into_iter().filter(|it| !it.is_empty()).cloned().collect();
            let settings = if settings.is_empty() {
                String::new()
            } else {
                format!(" ({})", settings.join(", "))
            };
            format!("{form}_{salt}: {form}({args}){settings}")
        };
        let mut text = String::new();
        for (to, node) in self.nodes.iter().enumerate() {
            for (from, arrow) in &node.inputs {
                let (left, right) = (say(*from), say(to));
                let _ = writeln!(text, "        {left} {arrow} {right};");
            }
        }
        text
    }
}

fn form_is_source(form: &str) -> bool {
    matches!(form, "numbers" | "stream" | "listen")
}

fn fails(form: &str) -> bool {
    matches!(form, "fail" | "try_some" | "pipe" | "refuse")
}

fn sends(form: &str) -> bool {
    !matches!(form, "out" | "batch" | "linger" | "refuse" | "lost")
}
