//! `Display` of a pipeline: the tree, exactly.

use goflow::prelude::*;

use crate::support::*;

#[source]
fn string_source() -> impl Iterator<Item = String> {
    std::iter::once("s".to_string())
}

#[source]
fn int_source() -> impl Iterator<Item = usize> {
    0..1
}

#[task]
fn string_processor(text: String) -> String {
    text
}

#[task]
fn string_to_int(text: String) -> usize {
    text.len()
}

#[task]
fn int_to_string(n: usize) -> String {
    n.to_string()
}

#[output]
fn int_out(_: usize) {}

#[output]
fn string_out(_: String) {}

#[test]
fn the_tree_of_the_seed() {
    let flow = pipeline! {
        string_source (c 2) -> {
            string_processor -> {
                string_to_int -> int_out;
                string_out;
            }
            string_to_int;
        }
        int_source -> int_to_string -> string_out;
    };
    assert_eq!(
        flow.to_string(),
        "\
string_source (c 2)
 +--> string_processor (c 1)
 |     +--> string_to_int (c 1)
 |     |     +--> int_out (c 1)
 |     +--> string_out (c 1)
 +--> string_to_int (c 1)
       +--> int_out (c 1)

int_source (c 1)
 +--> int_to_string (c 1)
       +--> string_out (c 1)"
    );
}

#[task]
fn parse(n: u64, late: &mut Out<u64>) -> Result<u64, String> {
    late.push(n);
    Ok(n)
}

#[task]
fn count(n: u64, times: &mut Keyed<u64, u64>) -> u64 {
    **times += n;
    **times
}

#[output]
fn store(_: u64) -> Result<(), String> {
    Ok(())
}

const FOUR: usize = 4;

#[test]
fn labels_stand_in_the_arrow_and_numbers_are_evaluated() {
    let two = 2;
    let flow = pipeline! {
        numbers(1) -> parse (c {two + 1}) -[key |n| *n]-> count (c FOUR) -> store;
        parse -[late]-> lates: ignore;
        parse -[when |n| *n > 3]-> store (c 2);
        [parse, store] -[err]-> dead: ignore;
    };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +--> parse (c 3)
       +-[key]-> count (c 4)
       |     +--> store (c 2)
       |           +-[err]-> dead (c 1)
       +-[late]-> lates (c 1)
       +-[when]-> store (c 2)
       |     +-[err]-> dead (c 1)
       +-[err]-> dead (c 1)"
    );
}

#[test]
fn a_blank_line_stands_between_sources_and_none_at_the_end() {
    let flow = pipeline! {
        a: numbers(1) -> discard;
        b: numbers(1) (c 2) -> discard;
        c: numbers(1) -> x: count_all -> discard;
    };
    assert_eq!(
        flow.to_string(),
        "\
a (c 1)
 +--> discard (c 1)

b (c 2)
 +--> discard (c 1)

c (c 1)
 +--> x (c 1)
       +--> discard (c 1)"
    );
}

#[task]
fn count_all(n: u64) -> u64 {
    n
}

#[test]
fn edges_stand_in_source_order_however_they_are_written() {
    let flow = pipeline! {
        b: count_all -> discard;
        s: numbers(1) -> { c: count_all -> b; a: count_all; }
        a -> end: ignore;
        s -> b;
    };
    assert_eq!(
        flow.to_string(),
        "\
s (c 1)
 +--> c (c 1)
 |     +--> b (c 1)
 |           +--> discard (c 1)
 +--> a (c 1)
 |     +--> end (c 1)
 +--> b (c 1)
       +--> discard (c 1)"
    );
}

#[test]
fn heads_and_closures() {
    let flow = pipeline! {
        [a: numbers(1), b: numbers(1)] -> |n: u64| n + 1 -> { |n: u64| n -> discard; discard; }
    };
    assert_eq!(
        flow.to_string(),
        "\
a (c 1)
 +--> closure_1 (c 1)
       +--> closure_2 (c 1)
       |     +--> discard (c 1)
       +--> discard (c 1)

b (c 1)
 +--> closure_1 (c 1)
       +--> closure_2 (c 1)
       |     +--> discard (c 1)
       +--> discard (c 1)"
    );
}

#[test]
fn one_pair_joined_by_several_labels_is_drawn_for_each() {
    let flow = pipeline! {
        numbers(1) -> parse -> last: ignore;
        parse -[when |n| *n > 1]-> end: ignore;
        parse -[late]-> end;
        parse -> end;
    };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +--> parse (c 1)
       +--> last (c 1)
       +-[when]-> end (c 1)
       +-[late]-> end (c 1)
       +--> end (c 1)"
    );
    drop(flow);
}

pipeline! {
    fn inside() -> Pipe<u64, u64> {
        in -[key |n| n % 2]-> count (c FOUR) -> out;
        in -> count_all -> out;
    }
}

#[test]
fn a_sub_pipeline_is_its_nodes() {
    let flow = pipeline! { numbers(1) -> inside -> y: inside -> discard; };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +-[key]-> inside/count (c 4)
 |     +-[key]-> y/count (c 4)
 |     |     +--> discard (c 1)
 |     +--> y/count_all (c 1)
 |           +--> discard (c 1)
 +--> inside/count_all (c 1)
       +-[key]-> y/count (c 4)
       |     +--> discard (c 1)
       +--> y/count_all (c 1)
             +--> discard (c 1)"
    );
}

#[test]
fn a_name_does_not_change_the_tree_and_padding_is_no_matter() {
    let flow = pipeline! { numbers(1) -> discard; };
    let tree = flow.to_string();
    assert_eq!(flow.name("etl").to_string(), tree);
}
