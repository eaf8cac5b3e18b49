#![deny(warnings)]
//! The graph that goflow's idea comes from.

use goflow::prelude::*;

#[source]
fn string_source() -> impl Iterator<Item = String> {
    ["a", "b"].into_iter().map(String::from)
}

#[source]
fn int_source() -> impl Iterator<Item = usize> {
    0..3
}

#[task]
fn string_processor(text: String) -> String {
    text + "_p"
}

#[task]
fn string_to_int(text: String) -> usize {
    text.len()
}

#[task]
fn int_to_string(number: usize) -> String {
    number.to_string()
}

#[output]
fn int_out(number: usize) {
    println!("{number}");
}

#[output]
fn string_out(text: String) {
    println!("{text}");
}

fn main() {
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
    assert!(flow.to_string().starts_with("string_source (c 2)\n"));
}
