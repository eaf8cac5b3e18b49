//! The graph as JSON.

use std::fmt::{self, Write as _};

use super::{Edge, Graph, Label, Node};

pub(super) struct Json<'g>(pub(super) &'g Graph);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{\n  \"nodes\": ")?;
        write_array(f, &self.0.nodes, write_node)?;
        f.write_str(",\n  \"edges\": ")?;
        write_array(f, &self.0.edges, |f, edge| write_edge(f, edge, &self.0.nodes))?;
        f.write_str("\n}")
    }
}

fn write_array<'f, T>(
    f: &mut fmt::Formatter<'f>,
    items: &[T],
    write_item: impl Fn(&mut fmt::Formatter<'f>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_str("[")?;
    for (place, item) in items.iter().enumerate() {
        f.write_str(if place == 0 { "\n    " } else { ",\n    " })?;
        write_item(f, item)?;
    }
    f.write_str(if items.is_empty() { "]" } else { "\n  ]" })
}

fn write_node(f: &mut fmt::Formatter<'_>, node: &Node) -> fmt::Result {
    write!(
        f,
        "{{\"name\": {}, \"kind\": {}, \"workers\": {}, \"buffer\": {}, \"inflight\": {}, \
         \"unordered\": {}, \"stage\": {}}}",
        Quoted(&node.name),
        Quoted(node.kind.as_str()),
        node.workers,
        OrNull(node.buffer),
        OrNull(node.inflight),
        node.unordered,
        node.stage,
    )
}

fn write_edge(f: &mut fmt::Formatter<'_>, edge: &Edge, nodes: &[Node]) -> fmt::Result {
    let label = (edge.label != Label::Main).then(|| Quoted(edge.label.as_str()));
    write!(
        f,
        "{{\"from\": {}, \"to\": {}, \"label\": {}, \"queue\": {}, \
         \"from_index\": {}, \"to_index\": {}}}",
        Quoted(&nodes[edge.from].name),
        Quoted(&nodes[edge.to].name),
        OrNull(label),
        edge.queue,
        edge.from,
        edge.to,
    )
}

struct OrNull<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for OrNull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("null"),
        }
    }
}

/// A JSON string, with its quotes (RFC 8259, section 7).
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                '\0'..'\u{20}' => write!(f, "\\u{:04x}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_field_is_there() {
        assert_eq!(
            sample::labelled().to_json(),
            r#"{
  "nodes": [
    {"name": "lines", "kind": "source", "workers": 1, "buffer": null, "inflight": null, "unordered": false, "stage": 0},
    {"name": "parse", "kind": "task", "workers": 2, "buffer": 64, "inflight": null, "unordered": false, "stage": 1},
    {"name": "enrich/zählen", "kind": "task", "workers": 4, "buffer": null, "inflight": 32, "unordered": true, "stage": 2},
    {"name": "discard", "kind": "output", "workers": 1, "buffer": null, "inflight": null, "unordered": false, "stage": 3},
    {"name": "store", "kind": "output", "workers": 1, "buffer": null, "inflight": null, "unordered": false, "stage": 4},
    {"name": "dead", "kind": "output", "workers": 1, "buffer": null, "inflight": null, "unordered": false, "stage": 5}
  ],
  "edges": [
    {"from": "lines", "to": "parse", "label": null, "queue": true, "from_index": 0, "to_index": 1},
    {"from": "parse", "to": "enrich/zählen", "label": "key", "queue": true, "from_index": 1, "to_index": 2},
    {"from": "parse", "to": "store", "label": "when", "queue": true, "from_index": 1, "to_index": 4},
    {"from": "parse", "to": "dead", "label": "err", "queue": true, "from_index": 1, "to_index": 5},
    {"from": "enrich/zählen", "to": "discard", "label": "late", "queue": true, "from_index": 2, "to_index": 3},
    {"from": "enrich/zählen", "to": "store", "label": null, "queue": true, "from_index": 2, "to_index": 4},
    {"from": "store", "to": "dead", "label": "err", "queue": true, "from_index": 4, "to_index": 5}
  ]
}"#
        );
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(Quoted(r#"a"b\N"#).to_string(), r#""a\"b\\N""#);
        assert_eq!(
            Quoted("ü\n流\t\r\u{1}\u{7f}🦀").to_string(),
            "\"ü\\n流\\t\\u000d\\u0001\u{7f}🦀\""
        );
        assert_eq!(Quoted("").to_string(), "\"\"");
    }

    #[test]
    fn an_empty_graph_has_empty_lists() {
        assert_eq!(Graph::default().to_json(), "{\n  \"nodes\": [],\n  \"edges\": []\n}");
    }
}
