//! A node is its last path segment; a name said again is the same instance.

use goflow::prelude::*;
use goflow_taskslib::tasks::{self, TooBig, below};
use goflow_taskslib::{count_up, small};

use crate::support::*;

mod inner {
    use goflow::prelude::*;

    #[task]
    pub(crate) fn double(n: u64) -> u64 {
        n * 2
    }

    pub(crate) mod deeper {
        use goflow::prelude::*;

        #[task]
        pub(crate) fn double(n: u64) -> u64 {
            n * 200
        }
    }
}

#[test]
fn a_path_is_its_last_segment() {
    let seen = Seen::new();
    let flow = pipeline! {
        numbers(3) -> inner::double -> keep(seen.clone());
        more: numbers(2) -> double;
    };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +--> double (c 1)
       +--> keep (c 1)

more (c 1)
 +--> double (c 1)
       +--> keep (c 1)"
    );
    done(flow);
    assert_eq!(seen.sorted(), [0, 0, 2, 2, 4]);
}

#[test]
fn an_alias_is_another_instance() {
    let (seen, other) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(3) -> inner::double -> keep(seen.clone());
        numbers -> big: inner::deeper::double (c 2) -> other_to: keep(other.clone());
        more: numbers(1) -> big;
    });
    assert_eq!(seen.take(), [0, 2, 4]);
    assert_eq!(other.sorted(), [0, 0, 200, 400]);
    assert_eq!(counts(&report, "double"), [3, 3, 0, 0]);
    assert_eq!(counts(&report, "big"), [4, 4, 0, 0]);
}

#[task]
fn nth(n: u64, calls: &mut Local<u64>) -> u64 {
    **calls += 1;
    n * 100 + **calls
}

#[test]
fn instances_have_state_of_their_own_and_mentions_share_it() {
    let seen = Seen::new();
    done(pipeline! {
        items(vec![1_u64, 2]) -> { nth -> keep(seen.clone()); other: nth -> keep; }
    });
    assert_eq!(seen.sorted(), [101, 101, 202, 202]);
}

#[test]
fn each_discard_is_its_own() {
    let report = done(pipeline! {
        numbers(3) -> { discard; nth -> discard; }
        items(texts(&["a"])) -> discard;
    });
    let discards: Vec<u64> = report
        .nodes
        .iter()
        .filter(|node| node.name.starts_with("discard"))
        .map(|node| node.received)
        .collect();
    assert_eq!(discards, [3, 3, 1]);
}

#[test]
fn tasks_of_another_crate() {
    let (good, bad, doubled) = (Seen::new(), Seen::new(), Seen::new());
    let flow = pipeline! {
        count_up(5) -> below(3) -[key |n| *n % 2]-> tasks::nth -> keep(good.clone());
        below -[err]-> |f: Failed<TooBig>| f.error -> tasks::text -> bads: keep(bad.clone());
        below -[doubled]-> doubles: keep(doubled.clone());
    }
    .name("other crate");
    done(flow);
    assert_eq!(bad.take(), ["3 is too big", "4 is too big"]);
    assert_eq!(doubled.take(), [0, 2, 4, 6, 8]);
    assert_eq!(good.take().len(), 3);
}

#[test]
fn a_sub_pipeline_of_another_crate() {
    let seen = Seen::new();
    let flow = pipeline! {
        goflow_taskslib::count_up(5) -> small(2) -> keep(seen.clone());
        small -[err]-> |f: Failed<TooBig>| format!("{f}") -> keep;
    };
    assert_eq!(
        flow.to_string(),
        "\
count_up (c 1)
 +--> small/below (c 1)
       +--> small/text (c 1)
       |     +--> keep (c 1)
       +-[err]-> closure_1 (c 1)
             +--> keep (c 1)"
    );
    done(flow);
    assert_eq!(
        seen.sorted(),
        [
            "0",
            "1",
            "node `small/below`, worker 0: 2 is too big",
            "node `small/below`, worker 0: 3 is too big",
            "node `small/below`, worker 0: 4 is too big"
        ]
    );
}

#[task]
fn r#match(n: u64) -> u64 {
    n + 1
}

#[task]
fn größe(text: String) -> usize {
    text.chars().count()
}

#[test]
fn names_may_be_keywords_and_words_of_any_language() {
    let seen = Seen::new();
    let flow = pipeline! {
        numbers(1) -> r#match -> |n: u64| format!("ñ{n}") -> größe -> keep(seen.clone());
    };
    assert!(flow.to_string().contains("größe (c 1)"));
    done(flow);
    assert_eq!(seen.take(), [2]);
}

#[task]
fn out(n: u64) -> u64 {
    n + 1
}

#[task]
fn err(n: u64) -> u64 {
    n + 10
}

#[task]
fn when(n: u64) -> u64 {
    n + 100
}

#[test]
fn out_and_err_are_ordinary_names_in_a_plain_graph() {
    let seen = Seen::new();
    done(pipeline! { numbers(1) -> out -> err -> when -> key: out -> keep(seen.clone()); });
    assert_eq!(seen.take(), [112]);
}

#[test]
fn locals_of_the_program_do_not_disturb() {
    let (graph, worker, pipe, seen, value) = (1_u64, 2_u64, 3_u64, Seen::new(), 4_u64);
    let builder = graph + worker + pipe + value;
    done(pipeline! {
        numbers(graph) -> |n: u64| n * 2 -> map(move |n| n + builder + worker) -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [12]);
}

#[task]
fn map<F: Fn(u64) -> u64 + Send + Sync + 'static>(n: u64, f: &F) -> u64 {
    f(n)
}
