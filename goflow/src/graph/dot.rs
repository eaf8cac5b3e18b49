//! The graph in the language of Graphviz.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::{Edge, Graph, Kind, Label, Node};

const HEAD: &str = "\
digraph {
    rankdir=LR;
    node [fontname=\"sans-serif\", style=\"rounded,filled\", fillcolor=white];
    edge [fontname=\"sans-serif\", fontsize=10];
";

/// What a stage of more than one node lies on.
const FIELD: &str = "style=\"rounded,filled\"; color=\"#eeeeee\";";

pub(super) struct Dot<'g>(pub(super) &'g Graph);

impl fmt::Display for Dot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        let mut stages: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, node) in self.0.nodes.iter().enumerate() {
            stages.entry(node.stage).or_default().push(index);
        }
        // A stage stands where its first node does: `dot` lays out in the order of the text.
        for node in &self.0.nodes {
            match stages.remove(&node.stage).as_deref() {
                None => {}
                Some(&[index]) => write_node(f, "    ", index, node)?,
                Some(members) => {
                    writeln!(f, "    subgraph cluster_{} {{\n        {FIELD}", node.stage)?;
                    for &index in members {
                        write_node(f, "        ", index, &self.0.nodes[index])?;
                    }
                    writeln!(f, "    }}")?;
                }
            }
        }
        for edge in &self.0.edges {
            write_edge(f, edge)?;
        }
        f.write_str("}")
    }
}

fn write_node(f: &mut fmt::Formatter<'_>, indent: &str, index: usize, node: &Node) -> fmt::Result {
    let shape = match node.kind {
        Kind::Source => "oval",
        Kind::Task => "box",
        Kind::Output => "box, peripheries=2",
    };
    let (name, settings) = (Escaped(&node.name), node.settings());
    writeln!(f, "{indent}n{index} [label=\"{name}\\n{settings}\", shape={shape}];")
}

fn write_edge(f: &mut fmt::Formatter<'_>, edge: &Edge) -> fmt::Result {
    write!(f, "    n{} -> n{}", edge.from, edge.to)?;
    match &edge.label {
        Label::Main => {}
        Label::Err => write!(f, " [label=\"err\", style=dashed]")?,
        label => write!(f, " [label=\"{}\"]", Escaped(label.as_str()))?,
    }
    writeln!(f, ";")
}

/// Text inside the quotes of a label, in which `\N` and `&lt;` would mean something.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '&' => f.write_str("&amp;")?,
                '\n' => f.write_str("\\n")?,
                c if c.is_control() => f.write_char(char::REPLACEMENT_CHARACTER)?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_seed_has_a_field_under_each_fused_stage() {
        assert_eq!(
            sample::seed().to_dot(),
            r##"digraph {
    rankdir=LR;
    node [fontname="sans-serif", style="rounded,filled", fillcolor=white];
    edge [fontname="sans-serif", fontsize=10];
    n0 [label="string_source\n(c 2)", shape=oval];
    n1 [label="string_processor\n(c 1)", shape=box];
    subgraph cluster_2 {
        style="rounded,filled"; color="#eeeeee";
        n2 [label="string_to_int\n(c 1)", shape=box];
        n3 [label="int_out\n(c 1)", shape=box, peripheries=2];
    }
    n4 [label="string_out\n(c 1)", shape=box, peripheries=2];
    subgraph cluster_4 {
        style="rounded,filled"; color="#eeeeee";
        n5 [label="int_source\n(c 1)", shape=oval];
        n6 [label="int_to_string\n(c 1)", shape=box];
    }
    n0 -> n1;
    n1 -> n2;
    n2 -> n3;
    n1 -> n4;
    n0 -> n2;
    n5 -> n6;
    n6 -> n4;
}"##
        );
    }

    #[test]
    fn labels_and_settings_are_shown() {
        assert_eq!(
            sample::labelled().to_dot().strip_prefix(HEAD),
            Some(
                r#"    n0 [label="lines\n(c 1)", shape=oval];
    n1 [label="parse\n(c 2, buf 64)", shape=box];
    n2 [label="enrich/zählen\n(c 4, inflight 32 unordered)", shape=box];
    n3 [label="discard\n(c 1)", shape=box, peripheries=2];
    n4 [label="store\n(c 1)", shape=box, peripheries=2];
    n5 [label="dead\n(c 1)", shape=box, peripheries=2];
    n0 -> n1;
    n1 -> n2 [label="key"];
    n1 -> n4 [label="when"];
    n1 -> n5 [label="err", style=dashed];
    n2 -> n3 [label="late"];
    n2 -> n4;
    n4 -> n5 [label="err", style=dashed];
}"#
            )
        );
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(
            sample::hostile().to_dot().strip_prefix(HEAD),
            Some(
                r#"    n0 [label="a\"b\\N\\\n(c 1)", shape=oval];
    n1 [label="<b>&amp;amp;#35;`end`[]|\n(c 1)", shape=box];
    n2 [label="über\n流��🦀\n(c 1)", shape=box, peripheries=2];
    n0 -> n1 [label="p\"|#1;"];
    n1 -> n2;
}"#
            )
        );
    }

    #[test]
    fn an_empty_graph_is_a_graph() {
        assert_eq!(Graph::default().to_dot(), format!("{HEAD}}}"));
    }
}
