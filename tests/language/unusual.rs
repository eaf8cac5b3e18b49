//! Right programs that few would write: names that look like something else, closures and
//! expressions of every shape, events of odd types.

use std::num::ParseIntError;
use std::sync::Arc;

use goflow::prelude::*;

use crate::support::*;

#[task]
fn add(n: u64, c: &u64) -> u64 {
    n + c
}

/// As a pattern this would be no new name, and neither would the next one.
const FIRST: u64 = 10;
#[derive(Clone, Copy)]
struct Second;

#[test]
fn nodes_may_be_called_like_consts_and_structs() {
    let seen = Seen::new();
    let flow = pipeline! {
        numbers(3) -> FIRST: add(FIRST) -> Second: |n: u64| n + 100 -> keep(seen.clone());
    };
    assert!(flow.to_string().contains(" +--> FIRST (c 1)\n       +--> Second (c 1)\n"));
    let _ = Second;
    done(flow);
    assert_eq!(seen.take(), [110, 111, 112]);
}

mod csv {
    use goflow::prelude::*;

    #[source]
    pub fn source(upto: &u64) -> impl Iterator<Item = u64> {
        0..*upto
    }

    #[task]
    #[allow(non_snake_case)]
    pub fn Halve(n: u64) -> Option<u64> {
        n.is_multiple_of(2).then_some(n / 2)
    }
}

#[test]
fn paths_may_look_like_those_of_values() {
    let seen = Seen::new();
    done(pipeline! { csv::source(9) -> csv::Halve -> keep(seen.clone()); });
    assert_eq!(seen.take(), [0, 1, 2, 3, 4]);
}

/// What has methods that are called like the macro's own.
struct Own(u64);

impl Own {
    fn blank(&self) -> u64 {
        self.0
    }
    fn node(&self, n: u64) -> bool {
        n > self.0
    }
}

#[test]
fn variables_may_be_called_like_settings() {
    let (c, buf, inflight, own) = (1, 20, 300, Own(2));
    let seen = Seen::new();
    done(pipeline! {
        numbers(own.blank() * 2) -> add(c) (c 1, buf 4) -> more: add(buf) -> again: add(inflight);
        again -[when move |n| own.node(*n)]-> keep(seen.clone());
    });
    assert_eq!(seen.take(), [321, 322, 323, 324]);
}

#[test]
fn a_closure_may_hold_anything_but_an_arrow() {
    let seen = Seen::new();
    let table = [3_u64, 4, 5];
    done(pipeline! {
        numbers(4) -> |n: u64| {
            let squares: Vec<u64> = (0..=n).map(|m| m * m).collect();
            squares.iter().sum::<u64>()
        } -> move |sum: u64| match sum {
            0 => table[0],
            1 | 5 => table[1] + sum,
            other => if other > 13 { u64::MAX - other } else { other },
        } -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [3, 5, 9, u64::MAX - 14]);
}

#[task]
fn by_pair(n: u64, sum: &mut Keyed<(bool, Option<String>), u64>) -> ((bool, Option<String>), u64) {
    **sum += n;
    (sum.key().clone(), **sum)
}

#[test]
fn labels_may_hold_commas_bars_and_types() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(6) -[key |n| -> (bool, Option<String>) {
            (*n < 3, if *n == 5 { None } else { Some("n".to_owned()) })
        }]-> by_pair (c 2) -> last: |(key, sum): ((bool, Option<String>), u64)| (sum, key.0);
        last -[when |(sum, low)| matches!((sum, low), (3 | 5, _) | (7, false))]-> keep(seen.clone());
    });
    assert_eq!(seen.sorted(), [(3, false), (3, true), (5, false), (7, false)]);
}

#[task]
fn parse(text: &'static str) -> Result<Option<u64>, ParseIntError> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

#[test]
fn a_labelled_edge_may_lead_to_a_block_of_heads() {
    let (seen, dead) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(vec!["1", "", "x", "4"]) -> parse -> {
            [add(1), twice: add(2)] -> keep(seen.clone());
            rest: discard (c 2);
        }
        parse -[err]-> {
            |failed: Failed<ParseIntError>| failed.node.to_string() -> keep_errors: keep(dead.clone());
            discard;
        }
    });
    assert_eq!(seen.sorted(), [2, 3, 5, 6]);
    assert_eq!(dead.take(), ["parse"]);
}

mod limits {
    pub const WORKERS: usize = 2;
}

#[test]
fn settings_may_be_written_in_many_ways() {
    let (seen, n) = (Seen::new(), 1);
    let flow = pipeline! {
        let last (c { n + 1 }, buf 0x10,) = |n: u64| n * 2;
        numbers(100) -> add(1) (buf { 4 * n } c limits::WORKERS) -> last -> keep(seen.clone()) (buf 1_0);
    };
    assert!(flow.to_string().contains("add (c 2)\n       +--> last (c 2)\n"), "{flow}");
    done(flow);
    assert_eq!(seen.sorted(), (1..=100).map(|n| n * 2).collect::<Vec<_>>());
}

#[task]
fn window<const N: usize, T: Event + Clone>(t: T, last: &mut Local<Vec<T>>) -> Option<[T; N]> {
    last.push(t);
    if last.len() > N {
        last.remove(0);
    }
    last.as_slice().to_vec().try_into().ok()
}

#[test]
fn a_turbofish_may_give_consts() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(4) -> window::<{ 1 + 2 }> -> keep::<>(seen.clone());
    });
    assert_eq!(seen.take(), [[0, 1, 2], [1, 2, 3]]);
}

#[task]
fn r#match(n: u64, r#in: &mut Out<u64>, r#type: &mut Out<&'static str>) {
    r#in.push(n);
    r#type.push("u64");
}

#[test]
fn keywords_may_be_names() {
    let (seen, types) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(2) -> r#match -> r#loop: add(1) -> keep(seen.clone());
        r#match -[r#type]-> texts: keep(types.clone());
    });
    assert_eq!((seen.take(), types.take()), (vec![1, 2], vec!["u64", "u64"]));
}

/// An event that is a function.
type Job = Box<dyn FnOnce(u64) -> u64 + Send>;

#[source]
fn jobs() -> impl Iterator<Item = Job> {
    let times: Job = Box::new(|n| n * 10);
    [times, Box::new(|n| n + 1)].into_iter()
}

#[test]
fn events_may_be_functions_nothing_and_shared() {
    let (seen, units, shared) = (Seen::new(), Seen::new(), Seen::new());
    done(pipeline! {
        jobs -> |job: Job| job(4) -> { keep(seen.clone()); nothing: |_: u64| () -> of_units: keep(units.clone()); };
        let text = |n: Option<Option<u8>>| -> Arc<str> { format!("{n:?}").into() };
        items(vec![Some(Some(1_u8)), Some(None), None]) -> text -> texts: keep(shared.clone());
    });
    assert_eq!((seen.take(), units.len()), (vec![40, 5], 2));
    assert_eq!(shared.take(), ["Some(Some(1))".into(), "Some(None)".into(), Arc::from("None")]);
}

pipeline! {
    /// A sub-pipeline of two of the other one.
    fn twice<T: Event + Copy + Into<u64>>(by: u64, name: &'static str) -> Pipe<T, u64> {
        in -> |t: T| t.into() -> first: adding(by) -> adding(by * 10) -> named;
        let named = move |n: u64| n + name.len() as u64;
        named -> out;
    }
}

pipeline! {
    fn adding(by: u64) -> Pipe<u64, u64> {
        in -> add(by) (c 2, buf 8) -> out;
    }
}

#[test]
fn graphs_may_be_made_in_a_loop_of_graphs_in_graphs() {
    for name in ["", "abc"] {
        let seen = Seen::new();
        let flow = pipeline! {
            items(vec![1_u32, 2]) -> twice(3, name) -> keep(seen.clone());
        };
        assert!(flow.to_string().contains("twice/first/add (c 2)"), "{flow}");
        done(flow);
        let more = name.len() as u64;
        assert_eq!(seen.sorted(), [34 + more, 35 + more]);
    }
}

fn times(by: u64) -> impl Fn(u64) -> u64 + Send + Sync + 'static {
    move |n| n * by
}

#[test]
fn the_same_two_nodes_may_be_joined_by_different_labels() {
    let seen = Seen::new();
    done(pipeline! {
        let tenfold (c 1) = times(10);
        numbers(4) -> tenfold -> keep(seen.clone());
        tenfold -[when |n| n.is_multiple_of(20)]-> keep;
        tenfold -[key |n| *n]-> keep;
    });
    assert_eq!(seen.sorted(), [0, 0, 0, 10, 10, 20, 20, 20, 30, 30]);
}

#[task]
fn repair(failed: &Failed<ParseIntError>, instead: &u64) -> u64 {
    instead + failed.worker as u64
}

#[test]
fn errors_may_come_back_to_where_results_go() {
    let seen = Seen::new();
    done(pipeline! {
        parse -[err]-> repair(100) -> add(5) -> keep(seen.clone());
        parse -> add;
        items(vec!["1", "", "x"]) -> parse;
    });
    assert_eq!(seen.sorted(), [6, 105]);
}

#[source]
async fn parted(
    upto: &u64,
    even: &mut Out<u64>,
    context: &mut Context,
    odd: &mut Out<u64>,
) -> Result<(), ParseIntError> {
    for n in 0..*upto {
        let port = if n % 2 == 0 { &mut *even } else { &mut *odd };
        port.send(n + context.worker() as u64).await;
    }
    "end".parse::<u64>().map(drop)
}

#[test]
fn a_source_may_have_a_port_beside_its_errors() {
    let (seen, ends) = (Seen::new(), Seen::new());
    done(pipeline! {
        parted(4) (c 2) -[err]-> |end: Failed<ParseIntError>| end.worker -> ended: keep(ends.clone());
        parted -> { keep(seen.clone()); [again: add(0), more: add(1)] -> discard; };
        parted -[odd]-> discard;
    });
    assert_eq!((seen.len(), ends.sorted().len()), (4, 2));
}
