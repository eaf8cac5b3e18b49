//! Names inside of sub-pipelines, in the tree, the report, errors and the context.

use goflow::prelude::*;

use crate::support::*;

#[task]
fn recent(n: u64, seen: &mut Local<Vec<u64>>) -> Option<u64> {
    let new = !seen.contains(&n);
    seen.push(n);
    new.then_some(n)
}

#[task]
fn lookup(n: u64, ctx: &mut Context) -> Result<(String, u64), String> {
    if n == 99 { Err("nothing there".into()) } else { Ok((ctx.node().to_string(), n)) }
}

pipeline! {
    fn enrich(workers: usize) -> Pipe<u64, (String, u64), String> {
        in -> recent -> lookup (c {workers}) -> out;
        lookup -[err]-> err;
    }
}

pipeline! {
    fn outer() -> Pipe<u64, (String, u64), String> {
        in -> recent -> { small: enrich(1) -> out; large: enrich(2) -> out; }
        [small, large] -[err]-> err;
    }
}

#[test]
fn a_sub_pipeline_has_the_name_of_its_mention() {
    let flow = pipeline! {
        numbers(2) -> { enrich(3) -> discard; first: enrich(1) -> discard; }
    };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +--> enrich/recent (c 1)
 |     +--> enrich/lookup (c 3)
 |           +--> discard (c 1)
 +--> first/recent (c 1)
       +--> first/lookup (c 1)
             +--> discard (c 1)"
    );
    let report = done(flow);
    assert_eq!(counts(&report, "enrich/recent"), [2, 2, 0, 0]);
    assert_eq!(counts(&report, "first/lookup"), [2, 2, 0, 0]);
}

#[test]
fn names_of_nested_ones_are_paths() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let flow = pipeline! {
        items(vec![7_u64, 7, 99]) -> outer -> keep(seen.clone());
        outer -[err]-> |f: Failed<String>| f.node -> bads: keep(bad.clone());
    };
    assert_eq!(
        flow.to_string(),
        "\
items (c 1)
 +--> outer/recent (c 1)
       +--> outer/small/recent (c 1)
       |     +--> outer/small/lookup (c 1)
       |           +--> keep (c 1)
       |           +-[err]-> closure_1 (c 1)
       |                 +--> bads (c 1)
       +--> outer/large/recent (c 1)
             +--> outer/large/lookup (c 2)
                   +--> keep (c 1)
                   +-[err]-> closure_1 (c 1)
                         +--> bads (c 1)"
    );
    let report = done(flow);
    let expected = ["outer/large/lookup", "outer/small/lookup"];
    assert_eq!(seen.sorted(), expected.map(|name| (name.to_string(), 7)));
    assert_eq!(bad.sorted(), expected);
    assert_eq!(counts(&report, "outer/recent"), [3, 2, 0, 1]);
    assert_eq!(counts(&report, "outer/large/lookup"), [2, 1, 1, 0]);
}

#[test]
fn errors_name_the_node_inside() {
    let error = failed(pipeline! { items(vec![99_u64]) -> only: outer -> discard; });
    let text = error.to_string();
    let ends = ["only/small/lookup", "only/large/lookup"]
        .map(|node| format!("node `{node}`, worker 0: nothing there"));
    assert!(ends.contains(&text.replace("worker 1", "worker 0")), "{text}");
}

#[test]
fn edges_in_and_out_are_drawn_to_the_nodes_inside() {
    let flow = pipeline! {
        numbers(1) -[when |n| *n > 0]-> enrich(1) -[when |e| e.1 > 3]-> discard;
    };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +-[when]-> enrich/recent (c 1)
       +--> enrich/lookup (c 1)
             +-[when]-> discard (c 1)"
    );
    let graph = flow.graph();
    let edges: Vec<_> = graph
        .edges()
        .iter()
        .map(|e| (graph.nodes()[e.from].name.as_str(), graph.nodes()[e.to].name.as_str()))
        .collect();
    let mut sorted = edges.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        [
            ("enrich/lookup", "discard"),
            ("enrich/recent", "enrich/lookup"),
            ("numbers", "enrich/recent")
        ]
    );
    let report = done(flow);
    let refused: Vec<_> = report
        .edges
        .iter()
        .filter(|edge| edge.refused > 0)
        .map(|edge| (edge.from.as_str(), edge.to.as_str(), edge.refused))
        .collect();
    assert_eq!(refused, [("numbers", "enrich/recent", 1)]);
}

#[test]
fn zero_workers_inside_are_named_in_full() {
    let error = failed(pipeline! { numbers(1) -> some: enrich(0) -> discard; });
    assert!(error.to_string().contains("`some/lookup`"), "{error}");
}

#[test]
fn several_sources_and_several_sub_pipelines_fan_in() {
    let seen = Seen::new();
    let flow = pipeline! {
        [numbers(2), more: numbers(3) (c 2)] -> {
            [enrich(2), first: enrich(1)] -> keep(seen.clone());
        }
    };
    done(flow);
    let all: Vec<(String, u64)> = seen.sorted();
    let expected: Vec<(String, u64)> = ["enrich/lookup", "first/lookup"]
        .into_iter()
        .flat_map(|name| (0..3).map(move |n| (name.to_string(), n)))
        .collect();
    assert_eq!(all, expected);
}
