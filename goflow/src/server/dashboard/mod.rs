//! The live page: one document, with its style, its script and the picture of the graph in it.
//!
//! The picture is drawn here, by the code that draws `graph.svg`; the script writes numbers on it,
//! from `/stats` once and from `/events` then. Nothing is built and nothing else is asked for: the
//! files in `page/` are put together as they are.

use crate::graph::Graph;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = concat!(include_str!("page/page.css"), include_str!("page/graph.css"));
/// `moves` comes behind what it moves, `live` begins.
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("page/numbers.js"),
    include_str!("page/history.js"),
    include_str!("page/graph.js"),
    "equip();\n",
    include_str!("page/details.js"),
    include_str!("page/moves.js"),
    include_str!("page/chart.js"),
    include_str!("page/live.js"),
    "})();\n",
);

/// The page of a pipeline with that name and graph.
pub(super) fn page(name: &str, graph: &Graph) -> String {
    let mut page = String::new();
    let mut rest = PAGE;
    // From left to right, so that what is put in is not looked at again.
    while let Some((before, (value, after))) = next(rest) {
        page += before;
        page += &value(name, graph);
        rest = after;
    }
    page + rest
}

type Value = fn(&str, &Graph) -> String;

/// The text up to the next gap of the page, what fills it, and the text behind it.
fn next(text: &str) -> Option<(&str, (Value, &str))> {
    const GAPS: [(&str, Value); 4] = [
        ("{name}", |name, _| escaped(name)),
        ("{style}", |_, _| STYLE.to_string()),
        ("{graph}", |_, graph| graph.to_live_svg()),
        ("{script}", |_, _| SCRIPT.to_string()),
    ];
    GAPS.into_iter()
        .filter_map(|(gap, value)| {
            text.split_once(gap).map(|(before, after)| (before, (value, after)))
        })
        .min_by_key(|(before, _)| before.len())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Edge, Kind, Node};

    #[test]
    fn the_page_has_the_graph_and_names_are_text() {
        let mut graph = Graph::default();
        let lines = graph.add_node(Node::new("<script>{style}", Kind::Source));
        let store = graph.add_node(Node::new("store", Kind::Output));
        graph.add_edge(Edge::new(lines, store));
        let page = page("a<b>{graph}&", &graph);
        assert!(page.contains("<h1>a&lt;b&gt;{graph}&amp;</h1>"));
        assert!(page.contains("id=\"node-store\""));
        assert!(page.contains("&lt;script&gt;{style}"));
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page.matches("<svg ").count(), 1);
    }

    #[test]
    fn a_thousand_nodes_make_a_page_that_a_browser_takes() {
        let mut graph = Graph::default();
        for place in 0..1000 {
            let kind = if place < 40 { Kind::Source } else { Kind::Task };
            graph.add_node(Node::new(format!("node_{place}"), kind));
            if place >= 40 {
                graph.add_edge(Edge::new(place - 40 + place % 7, place).queued());
                graph.add_edge(Edge::new(place - 40 + place % 3, place).queued());
            }
        }
        let page = page("large", &graph);
        assert_eq!(page.matches("class=\"node ").count(), 1000);
        assert!(page.len() < 2_000_000, "{} bytes", page.len());
    }

    #[test]
    fn nothing_is_asked_for_elsewhere() {
        let page = page("flights", &Graph::default());
        for tag in ["<link rel=\"stylesheet", "<script src", "<img", "@import", "https://"] {
            assert!(!page.contains(tag), "{tag}");
        }
        // The names of XML's own.
        let urls: Vec<&str> =
            page.match_indices("http://").map(|(at, _)| &page[at..at + 26]).collect();
        assert!(urls.iter().all(|url| url.starts_with("http://www.w3.org/2000/svg")), "{urls:?}");
    }
}
