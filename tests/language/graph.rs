//! `graph()`: nodes and edges as data, and its pictures.

use goflow::graph::{Kind, Label};
use goflow::prelude::*;

use crate::support::*;

#[task]
async fn ask(n: u64, late: &mut Out<u64>) -> Result<u64, String> {
    late.send(n).await;
    Ok(n)
}

#[task]
fn count(n: u64, times: &mut Keyed<u64, u64>) -> u64 {
    **times += n;
    **times
}

#[task]
fn plain(n: u64) -> u64 {
    n
}

fn sample() -> Pipeline {
    pipeline! {
        numbers(3) (c 2) -> ask (c 3, buf 64, inflight 8 unordered) -[key |n| *n]-> count (c 2)
            -> plain (c 2) -> discard;
        ask -[late]-> lates: keep(Seen::new()) (buf 0);
        ask -[err]-> dead: ignore;
    }
}

#[test]
fn nodes_have_their_settings_in_the_order_they_are_said() {
    let flow = sample();
    let nodes: Vec<_> = flow
        .graph()
        .nodes()
        .iter()
        .map(|n| (n.name.as_str(), n.kind, n.workers, n.buffer, n.inflight, n.unordered))
        .collect();
    use Kind::{Output, Source, Task};
    assert_eq!(
        nodes,
        [
            ("numbers", Source, 2, None, None, false),
            ("ask", Task, 3, Some(64), Some(8), true),
            ("count", Task, 2, None, None, false),
            ("plain", Task, 2, None, None, false),
            ("discard", Output, 1, None, None, false),
            ("lates", Output, 1, Some(0), None, false),
            ("dead", Output, 1, None, None, false),
        ]
    );
}

#[test]
fn edges_have_labels_and_know_their_queues() {
    let flow = sample();
    let graph = flow.graph();
    let edges: Vec<_> = graph
        .edges()
        .iter()
        .map(|e| {
            let name = |node: usize| graph.nodes()[node].name.as_str();
            (name(e.from), name(e.to), e.label.clone(), e.queue)
        })
        .collect();
    assert_eq!(
        edges,
        [
            ("numbers", "ask", Label::Main, true),
            ("ask", "count", Label::Key, true),
            ("count", "plain", Label::Main, false),
            // `discard` does nothing: it needs no queue.
            ("plain", "discard", Label::Main, false),
            ("ask", "lates", Label::Port("late".into()), true),
            ("ask", "dead", Label::Err, true),
        ]
    );
}

/// The stage of each node, by name.
fn stages(flow: &Pipeline) -> Vec<(&str, usize)> {
    flow.graph().nodes().iter().map(|node| (node.name.as_str(), node.stage)).collect()
}

#[test]
fn a_stage_is_what_no_queue_parts() {
    let flow = pipeline! {
        numbers(1) -> a: plain -> { b: plain -> discard; c: plain (buf 1) -> d: plain -> end: ignore; }
        more: numbers(1) -> e: plain (c 2) -> f: plain (c 2) -> g: plain -> h: ignore;
        g -> i: plain -> h;
    };
    let of = |name: &str| stages(&flow).into_iter().find(|(n, _)| *n == name).unwrap().1;
    for same in [
        ["numbers", "a"],
        ["a", "b"],
        ["b", "discard"],
        ["c", "d"],
        ["d", "end"],
        ["e", "f"],
        ["g", "i"],
    ] {
        assert_eq!(of(same[0]), of(same[1]), "{same:?}");
    }
    let mut distinct = ["numbers", "c", "more", "e", "g", "h"].map(of);
    distinct.sort();
    assert_eq!(distinct, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_key_edge_and_inflight_part_stages_and_a_when_does_not() {
    let flow = pipeline! {
        numbers(1) -[key |n| *n]-> a: plain -[when |n| *n > 0]-> b: plain -> ask (inflight 2) -> discard;
        ask -[err]-> dead: ignore;
    };
    let of = |name: &str| stages(&flow).into_iter().find(|(n, _)| *n == name).unwrap().1;
    assert_ne!(of("numbers"), of("a"));
    assert_eq!(of("a"), of("b"));
    assert_ne!(of("b"), of("ask"));
    assert_eq!(of("ask"), of("discard"));
    assert_eq!(of("ask"), of("dead"));
}

#[test]
fn pictures_name_every_node_and_edge() {
    let flow = sample();
    let graph = flow.graph();
    for (picture, arrow) in [(graph.to_dot(), "->"), (graph.to_mermaid(), ">")] {
        for name in ["numbers", "ask", "count", "plain", "discard", "lates", "dead"] {
            assert!(picture.contains(name), "{name} in {picture}");
        }
        for label in ["key", "late", "err"] {
            assert!(picture.contains(label), "{label} in {picture}");
        }
        assert!(picture.matches(arrow).count() >= 6, "{picture}");
    }
    let json = graph.to_json();
    assert!(json.starts_with('{') && json.ends_with('}'), "{json}");
    for name in ["\"numbers\"", "\"ask\"", "\"late\"", "\"err\""] {
        assert!(json.contains(name), "{name} in {json}");
    }
}

#[test]
fn drawing_does_not_run_anything() {
    let seen = Seen::new();
    let flow = pipeline! { numbers(3) -> keep(seen.clone()); };
    let _ = (flow.to_string(), flow.graph().to_dot(), flow.graph().clone());
    assert_eq!(seen.len(), 0);
    done(flow);
    assert_eq!(seen.take(), [0, 1, 2]);
}
