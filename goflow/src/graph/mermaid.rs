//! The graph as a Mermaid flowchart.

use std::fmt::{self, Write as _};

use super::{Graph, Kind, Label};

pub(super) struct Mermaid<'g>(pub(super) &'g Graph);

impl fmt::Display for Mermaid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("flowchart LR")?;
        for (index, node) in self.0.nodes.iter().enumerate() {
            let (open, close) = match node.kind {
                Kind::Source => ("([", "])"),
                Kind::Task => ("[", "]"),
                Kind::Output => ("[[", "]]"),
            };
            let (name, settings) = (Escaped(&node.name), node.settings());
            write!(f, "\n    n{index}{open}\"{name} {settings}\"{close}")?;
        }
        for edge in &self.0.edges {
            let line = if edge.label == Label::Err { "-.->" } else { "-->" };
            write!(f, "\n    n{} {line}", edge.from)?;
            if !edge.label.as_str().is_empty() {
                write!(f, "|\"{}\"|", Escaped(edge.label.as_str()))?;
            }
            write!(f, " n{}", edge.to)?;
        }
        Ok(())
    }
}

/// Text inside quotes. Labels are read as Markdown and HTML, with entities that start with `#`,
/// so all ASCII but what names are made of becomes an entity.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '/' | ' ' => f.write_char(c)?,
                c if c.is_control() => f.write_char(char::REPLACEMENT_CHARACTER)?,
                c if c.is_ascii() => write!(f, "#{};", u32::from(c))?,
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
    fn the_seed() {
        assert_eq!(
            sample::seed().to_mermaid(),
            r#"flowchart LR
    n0(["string_source (c 2)"])
    n1["string_processor (c 1)"]
    n2["string_to_int (c 1)"]
    n3[["int_out (c 1)"]]
    n4[["string_out (c 1)"]]
    n5(["int_source (c 1)"])
    n6["int_to_string (c 1)"]
    n0 --> n1
    n1 --> n2
    n2 --> n3
    n1 --> n4
    n0 --> n2
    n5 --> n6
    n6 --> n4"#
        );
    }

    #[test]
    fn labels_and_settings_are_shown() {
        assert_eq!(
            sample::labelled().to_mermaid(),
            r#"flowchart LR
    n0(["lines (c 1)"])
    n1["parse (c 2, buf 64)"]
    n2["enrich/zählen (c 4, inflight 32 unordered)"]
    n3[["discard (c 1)"]]
    n4[["store (c 1)"]]
    n5[["dead (c 1)"]]
    n0 --> n1
    n1 -->|"key"| n2
    n1 -->|"when"| n4
    n1 -.->|"err"| n5
    n2 -->|"late"| n3
    n2 --> n4
    n4 -.->|"err"| n5"#
        );
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(
            sample::hostile().to_mermaid(),
            r##"flowchart LR
    n0(["a#34;b#92;N#92; (c 1)"])
    n1["#60;b#62;#38;amp#59;#35;35#59;#96;end#96;#91;#93;#124; (c 1)"]
    n2[["über�流��🦀 (c 1)"]]
    n0 -->|"p#34;#124;#35;1#59;"| n1
    n1 --> n2"##
        );
    }

    #[test]
    fn an_empty_graph_is_a_flowchart() {
        assert_eq!(Graph::default().to_mermaid(), "flowchart LR");
    }
}
