//! Whole graphs, read from their text.

mod connections;
mod grammar;
mod names;
mod recovery;
mod soup;
mod stages;
mod sub;
mod syntax;

use proc_macro2::TokenStream;

use super::model::{Model, Value};
use crate::diag::Diag;
use crate::syntax::{Amount, Label};
use crate::words::text;

/// A graph that was read, and what is wrong with it.
struct Graph {
    model: Model,
    errors: Vec<(String, (usize, usize, usize))>,
}

fn graph(source: &str) -> Graph {
    stream(source.parse().expect("tokens"))
}

fn stream(tokens: TokenStream) -> Graph {
    let mut diag = Diag::new();
    let model = super::read(tokens, &mut diag);
    Graph { model, errors: diag.carets() }
}

/// A graph without a mistake.
fn right(source: &str) -> Graph {
    let graph = graph(source);
    assert_eq!(graph.errors, [], "{source}");
    assert!(graph.model.complete);
    graph
}

/// A graph on one line and its errors, each as the carets under that line and the message; a
/// `help:` that is not expected is left out.
fn wrong(source: &str, expected: &[(&str, &str)]) -> Graph {
    let graph = graph(source);
    let found: Vec<_> = graph
        .errors
        .iter()
        .enumerate()
        .map(|(i, (message, (_, start, end)))| {
            let whole = expected.get(i).is_none_or(|(_, text)| text.contains("\nhelp: "));
            let text = if whole { message } else { message.split("\nhelp: ").next().unwrap() };
            (" ".repeat(*start) + &"^".repeat(end - start), text)
        })
        .collect();
    let expected: Vec<_> = expected.iter().map(|(at, text)| ((*at).to_owned(), *text)).collect();
    assert_eq!(found, expected, "\n{source}\n");
    graph
}

fn written(tokens: &TokenStream) -> String {
    text(&tokens.clone().into_iter().collect::<Vec<_>>())
}

fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Literal(number, _) => number.to_string(),
        Amount::Path(path) => written(path),
        Amount::Expr(expr) => format!("{{{}}}", written(expr)),
    }
}

impl Graph {
    fn name(&self, node: usize) -> String {
        self.model.nodes[node].name.to_string()
    }

    fn edges(&self) -> Vec<String> {
        let show = |edge: &super::model::Edge| {
            let arrow = match &edge.label {
                Label::Main => "->".to_owned(),
                Label::Err(_) => "-[err]->".to_owned(),
                Label::Key(key) => format!("-[key {}]->", written(key)),
                Label::When(when) => format!("-[when {}]->", written(when)),
                Label::Port(port) => format!("-[{port}]->"),
            };
            format!("{} {arrow} {}", self.name(edge.from), self.name(edge.to))
        };
        self.model.edges.iter().map(show).collect()
    }

    /// `name = value (settings)` each.
    fn nodes(&self) -> Vec<String> {
        let show = |node: &super::model::Node| {
            let value = match &node.value {
                Value::Path(path) => written(path),
                Value::Let(expr) => format!("let {}", written(expr)),
                Value::Unused { tokens, .. } => format!("unused {}", written(tokens)),
                Value::Closure(closure) => {
                    format!("{}{}", if closure.reads { "&" } else { "" }, written(&closure.event))
                }
                Value::Discard => "discard".to_owned(),
                Value::In => "in".to_owned(),
                Value::Out => "out".to_owned(),
                Value::Err => "err".to_owned(),
            };
            let args = node.args.as_ref().map(|args| {
                format!("({})", args.iter().map(written).collect::<Vec<_>>().join(", "))
            });
            let settings = &node.settings;
            let mut given = String::new();
            for (word, value) in [
                ("c", &settings.workers),
                ("buf", &settings.buffer),
                ("inflight", &settings.inflight),
            ] {
                if let Some(value) = value {
                    given += &format!(" {word} {}", amount(value));
                }
            }
            if settings.unordered {
                given += " unordered";
            }
            format!("{} = {value}{}{given}", node.name, args.unwrap_or_default())
        };
        self.model.nodes.iter().map(show).collect()
    }

    fn node(&self, name: &str) -> &super::model::Node {
        self.model.nodes.iter().find(|node| node.name == name).expect("node")
    }
}
