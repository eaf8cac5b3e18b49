use goflow::prelude::*;

use super::total::{Part, Parts};
use crate::work::w2::{self, Seed};

#[source]
fn string_source(upto: &u64, ctx: &mut Context) -> impl Iterator<Item = String> {
    let instance = ctx.worker();
    (0..*upto).map(move |i| w2::string_source(instance, i))
}

#[source]
fn int_source(upto: &u64) -> impl Iterator<Item = usize> {
    0..*upto as usize
}

#[task]
fn string_processor(text: String) -> String {
    w2::string_processor(text)
}

#[task]
fn string_to_int(text: &String) -> usize {
    w2::string_to_int(text)
}

#[task]
fn int_to_string(number: usize) -> String {
    w2::int_to_string(number)
}

#[output]
fn int_out(number: usize, seen: &mut Local<Part<Seed>>) {
    seen.int_out(number);
}

#[output]
fn string_out(text: String, seen: &mut Local<Part<Seed>>) {
    seen.string_out(text);
}

pub fn seed(events: u64) -> Parts<Seed> {
    Parts::of(pipeline! {
        string_source(events) (c 2) -> {
            string_processor -> {
                string_to_int -> int_out;
                string_out;
            }
            string_to_int;
        }
        int_source(events) -> int_to_string -> string_out;
    })
}
