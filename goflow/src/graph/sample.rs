//! Graphs that the tests of all pictures draw.

use super::{Edge, Graph, Kind, Label, Node};

fn node(graph: &mut Graph, name: &str, kind: Kind, workers: usize, stage: usize) -> usize {
    let mut node = Node::new(name, kind);
    node.workers = workers;
    node.stage = stage;
    graph.add_node(node)
}

/// The first example of the language.
pub(super) fn seed() -> Graph {
    let mut graph = Graph::default();
    let string_source = node(&mut graph, "string_source", Kind::Source, 2, 0);
    let string_processor = node(&mut graph, "string_processor", Kind::Task, 1, 1);
    let string_to_int = node(&mut graph, "string_to_int", Kind::Task, 1, 2);
    let int_out = node(&mut graph, "int_out", Kind::Output, 1, 2);
    let string_out = node(&mut graph, "string_out", Kind::Output, 1, 3);
    let int_source = node(&mut graph, "int_source", Kind::Source, 1, 4);
    let int_to_string = node(&mut graph, "int_to_string", Kind::Task, 1, 4);
    graph.add_edge(Edge::new(string_source, string_processor).queued());
    graph.add_edge(Edge::new(string_processor, string_to_int).queued());
    graph.add_edge(Edge::new(string_to_int, int_out));
    graph.add_edge(Edge::new(string_processor, string_out).queued());
    graph.add_edge(Edge::new(string_source, string_to_int).queued());
    graph.add_edge(Edge::new(int_source, int_to_string));
    graph.add_edge(Edge::new(int_to_string, string_out).queued());
    graph
}

/// Every label, every setting, and a name that is no ASCII.
pub(super) fn labelled() -> Graph {
    let mut graph = Graph::default();
    let lines = node(&mut graph, "lines", Kind::Source, 1, 0);
    let parse = node(&mut graph, "parse", Kind::Task, 2, 1);
    let count = node(&mut graph, "enrich/zählen", Kind::Task, 4, 2);
    let late = node(&mut graph, "discard", Kind::Output, 1, 3);
    let store = node(&mut graph, "store", Kind::Output, 1, 4);
    let dead = node(&mut graph, "dead", Kind::Output, 1, 5);
    graph.nodes[parse].buffer = Some(64);
    graph.nodes[count].inflight = Some(32);
    graph.nodes[count].unordered = true;
    graph.add_edge(Edge::new(lines, parse).queued());
    graph.add_edge(Edge::new(parse, count).labelled(Label::Key).queued());
    graph.add_edge(Edge::new(parse, store).labelled(Label::When).queued());
    graph.add_edge(Edge::new(parse, dead).labelled(Label::Err).queued());
    graph.add_edge(Edge::new(count, late).labelled(Label::Port("late".into())).queued());
    graph.add_edge(Edge::new(count, store).queued());
    graph.add_edge(Edge::new(store, dead).labelled(Label::Err).queued());
    graph
}

/// Names that every syntax has to escape.
pub(super) fn hostile() -> Graph {
    let mut graph = Graph::default();
    let quotes = node(&mut graph, r#"a"b\N\"#, Kind::Source, 1, 0);
    let markup = node(&mut graph, "<b>&amp;#35;`end`[]|", Kind::Task, 1, 1);
    let control = node(&mut graph, "über\n流\t\u{1}🦀", Kind::Output, 1, 2);
    graph.add_edge(Edge::new(quotes, markup).labelled(Label::Port("p\"|#1;".into())).queued());
    graph.add_edge(Edge::new(markup, control).queued());
    graph
}

/// A pipeline of fifty nodes: two inputs, checks, lookups in a sub-pipeline, several outputs, and
/// one place for all that fails.
pub(super) fn fifty() -> Graph {
    let mut graph = Graph::default();
    let dead = node(&mut graph, "dead_letters", Kind::Output, 1, 0);
    let audit = node(&mut graph, "audit", Kind::Output, 1, 1);
    let join = node(&mut graph, "join_accounts", Kind::Task, 4, 2);
    let mut stage = 3;
    for exchange in ["xnys", "xnas", "xlon", "xetr", "xpar", "xtks"] {
        let name = |part: &str| format!("{exchange}/{part}");
        let listen = node(&mut graph, &name("listen"), Kind::Source, 2, stage);
        let decode = node(&mut graph, &name("decode"), Kind::Task, 2, stage);
        let dedup = node(&mut graph, &name("dedup"), Kind::Task, 2, stage + 1);
        let check = node(&mut graph, &name("check"), Kind::Task, 2, stage + 1);
        stage += 2;
        graph.nodes[dedup].buffer = Some(4096);
        graph.add_edge(Edge::new(listen, decode));
        graph.add_edge(Edge::new(decode, dedup).labelled(Label::Key).queued());
        graph.add_edge(Edge::new(dedup, check));
        graph.add_edge(Edge::new(decode, dead).labelled(Label::Err).queued());
        graph.add_edge(Edge::new(check, dead).labelled(Label::Err).queued());
        graph.add_edge(Edge::new(check, join).labelled(Label::Key).queued());
    }
    let lookup = node(&mut graph, "enrich/lookup_instrument", Kind::Task, 8, stage);
    graph.nodes[lookup].inflight = Some(64);
    graph.add_edge(Edge::new(join, lookup).queued());
    graph.add_edge(Edge::new(lookup, dead).labelled(Label::Err).queued());
    graph.add_edge(Edge::new(join, audit).labelled(Label::Port("late".into())).queued());
    for window in ["1s", "10s", "1m", "10m", "1h"] {
        stage += 1;
        let bars = node(&mut graph, &format!("bars_{window}"), Kind::Task, 4, stage);
        let format = node(&mut graph, &format!("format_{window}"), Kind::Task, 4, stage);
        let write = node(&mut graph, &format!("write_{window}"), Kind::Output, 1, stage + 1);
        stage += 1;
        graph.add_edge(Edge::new(lookup, bars).labelled(Label::Key).queued());
        graph.add_edge(Edge::new(bars, format));
        graph.add_edge(Edge::new(format, write).queued());
        graph.add_edge(Edge::new(write, dead).labelled(Label::Err).queued());
    }
    let alerts = node(&mut graph, "alerts", Kind::Task, 1, stage + 1);
    let page = node(&mut graph, "page_someone", Kind::Output, 1, stage + 1);
    graph.add_edge(Edge::new(lookup, alerts).labelled(Label::When).queued());
    graph.add_edge(Edge::new(alerts, page));
    let beats = node(&mut graph, "heartbeats", Kind::Source, 1, stage + 2);
    graph.add_edge(Edge::new(beats, audit).queued());
    for place in 0..3 {
        let source = node(&mut graph, &format!("control_{place}"), Kind::Source, 1, stage + 3);
        graph.add_edge(Edge::new(source, audit).queued());
    }
    graph
}
