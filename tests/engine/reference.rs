//! What a graph of the nodes in [`event`](super::event) must bring, computed by one thread, node by
//! node, from the graph as data.

use std::collections::BTreeMap;

use goflow::graph::{Graph, Label, Node};

use super::event::{Arrived, Ev, Leaves, counted};

/// The events of one origin that took one path, in their order; and whether that order is kept.
type Stream = (Vec<u64>, bool);
/// By origin and path.
type Streams = BTreeMap<(u64, u64), Stream>;

/// What one node sends.
#[derive(Default)]
struct Sent {
    main: Streams,
    err: Streams,
    side: Streams,
}

/// What arrives at each output, if every source worker sends `count` events.
pub fn expected(graph: &Graph, count: u64) -> BTreeMap<String, Streams> {
    let mut sent: Vec<Option<Sent>> = graph.nodes().iter().map(|_| None).collect();
    let mut arrived = BTreeMap::new();
    // Nodes come in source order: repeat until all inputs of all are known.
    while sent.iter().any(Option::is_none) {
        for at in 0..graph.nodes().len() {
            let inputs: Vec<_> = graph.edges().iter().filter(|edge| edge.to == at).collect();
            if sent[at].is_some() || inputs.iter().any(|edge| sent[edge.from].is_none()) {
                continue;
            }
            let node = &graph.nodes()[at];
            let (form, salt) = form_and_salt(node);
            let mut given = Streams::new();
            for edge in inputs {
                let Some(from) = &sent[edge.from] else { continue };
                let events = match &edge.label {
                    Label::Err => &from.err,
                    Label::Port(_) => &from.side,
                    _ => &from.main,
                };
                for (&(origin, path), (values, ordered)) in events {
                    let ordered = *ordered && node.workers == 1 && !node.unordered;
                    let stream = given.entry((origin, path)).or_insert((Vec::new(), ordered));
                    let passes = |value: &u64| match edge.label {
                        Label::When => Ev { origin, path, value: *value }.passes(salt),
                        _ => true,
                    };
                    stream.0.extend(values.iter().copied().filter(passes));
                }
            }
            sent[at] = Some(match form {
                "discard" => Sent::default(),
                "out" | "batch" | "lost" | "linger" => {
                    given.retain(|_, (values, _)| !values.is_empty());
                    arrived.insert(node.name.clone(), given);
                    Sent::default()
                }
                "numbers" | "stream" | "listen" => source(salt, node.workers, count),
                "tally" | "tally_late" => tally(salt, &given),
                "refuse" => {
                    let (taken, sent) = refuse(&given);
                    arrived.insert(node.name.clone(), taken);
                    sent
                }
                _ => each(form, salt, &given),
            });
        }
    }
    arrived
}

/// Fails unless exactly what was expected arrived, in order where order is promised.
#[track_caller]
pub fn compare(graph: &Graph, count: u64, arrived: Vec<Arrived>) {
    let mut got: BTreeMap<String, Streams> = BTreeMap::new();
    for (output, Ev { origin, path, value }) in arrived {
        let streams = got.entry(output).or_default();
        streams.entry((origin, path)).or_default().0.push(value);
    }
    for (output, mut want) in expected(graph, count) {
        let mut got = got.remove(&output).unwrap_or_default();
        let keys: Vec<_> = want.keys().chain(got.keys()).copied().collect();
        for key in keys {
            let (mut want, ordered) = want.remove(&key).unwrap_or_default();
            let mut got = got.remove(&key).unwrap_or_default().0;
            if !ordered {
                want.sort_unstable();
                got.sort_unstable();
            }
            let how = if ordered { "in order" } else { "in any order" };
            assert!(
                want == got,
                "at `{output}`, path {key:?}: {} events instead of {}, {how}\n{graph}\n\
                 got  {:x?}\nwant {:x?}",
                got.len(),
                want.len(),
                &got[..got.len().min(9)],
                &want[..want.len().min(9)],
            );
        }
    }
    assert!(got.is_empty(), "events at outputs that are not in the graph: {:?}", got.keys());
}

fn form_and_salt(node: &Node) -> (&str, u64) {
    let name = node.name.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('_') {
        Some((form, salt)) => (form, salt.parse().unwrap_or_else(|_| panic!("name `{name}`"))),
        None => (name, 0),
    }
}

fn source(salt: u64, workers: usize, count: u64) -> Sent {
    let mut sent = Sent::default();
    for worker in 0..workers as u64 {
        let events = (0..count).map(|index| Ev::first(salt, worker, index));
        events.for_each(|event| add(&mut sent.main, event, true));
    }
    sent
}

fn tally(salt: u64, given: &Streams) -> Sent {
    let (mut sent, mut keys) = (Sent::default(), BTreeMap::new());
    for (&(origin, path), (values, _)) in given {
        for &value in values {
            let key = Ev { origin, path, value }.key();
            let n = keys.entry(key).or_insert(0);
            *n += 1;
            // The keys' events are counted in whatever order, but counted in order.
            add(&mut sent.main, counted(salt, key, *n), false);
        }
    }
    sent
}

/// What an output takes, and what it fails on.
fn refuse(given: &Streams) -> (Streams, Sent) {
    let (mut taken, mut sent) = (Streams::new(), Sent::default());
    for (&(origin, path), (values, ordered)) in given {
        for &value in values {
            let event = Ev { origin, path, value };
            if value.is_multiple_of(5) {
                add(&mut sent.err, event.behind(0), *ordered);
            } else {
                add(&mut taken, event, *ordered);
            }
        }
    }
    (taken, sent)
}

fn each(form: &str, salt: u64, given: &Streams) -> Sent {
    let mut sent = Sent::default();
    for (&(origin, path), (values, ordered)) in given {
        for &value in values {
            for leaves in one(form, salt, Ev { origin, path, value }) {
                match leaves {
                    Leaves::Main(event) => add(&mut sent.main, event, *ordered),
                    Leaves::Err(event) => add(&mut sent.err, event, *ordered),
                    Leaves::Side(event) => add(&mut sent.side, event, *ordered),
                }
            }
        }
    }
    sent
}

fn add(streams: &mut Streams, event: Ev, ordered: bool) {
    let stream = streams.entry((event.origin, event.path)).or_insert((Vec::new(), ordered));
    stream.0.push(event.value);
}

/// What a stateless node makes of one event.
fn one(form: &str, salt: u64, event: Ev) -> Vec<Leaves> {
    let behind = event.behind(salt);
    let all = |count: u64| (0..count).map(|n| Leaves::Main(event.nth(salt, n))).collect();
    match form {
        "map" | "read" | "attend" | "consult" | "heal" | "wait" | "block" => {
            vec![Leaves::Main(behind)]
        }
        "some" if event.value.is_multiple_of(3) => Vec::new(),
        "some" => vec![Leaves::Main(behind)],
        "fail" if event.value.is_multiple_of(5) => vec![Leaves::Err(behind)],
        "fail" => vec![Leaves::Main(behind)],
        "try_some" => {
            let side = (event.value % 2 == 1).then(|| Leaves::Side(event.nth(salt, 1)));
            let own = match event.value % 5 {
                0 => Some(Leaves::Err(behind)),
                1 => None,
                _ => Some(Leaves::Main(behind)),
            };
            side.into_iter().chain(own).collect()
        }
        "many" | "spell" | "dig" | "push" | "heave" | "send" => all(event.value % 4),
        "fork" if event.value % 2 == 1 => {
            vec![Leaves::Main(behind), Leaves::Side(event.nth(salt, 1))]
        }
        "fork" => vec![Leaves::Main(behind)],
        _ => panic!("no such form: {form}"),
    }
}
