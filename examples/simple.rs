//! The graph that goflow's idea comes from: two sources, three tasks, two outputs that are shared.
use goflow::prelude::*;

#[source]
fn string_source(upto: &u64, ctx: &mut Context) -> impl Iterator<Item = String> {
    let worker = ctx.worker();
    (0..*upto).map(move |i| format!("src_{worker}_{i}"))
}

#[source]
fn int_source(upto: &usize) -> impl Iterator<Item = usize> {
    0..*upto
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
    println!("int_out: {number}");
}

#[output]
fn string_out(text: String) {
    println!("string_out: {text}");
}

/// Strings and numbers, one into the other, and both printed.
#[goflow::main]
fn main() -> Result<Pipeline, goflow::Error> {
    Ok(pipeline! {
        string_source(3) (c 2) -> {
            string_processor -> {
                string_to_int -> int_out;
                string_out;
            }
            string_to_int;
        }
        int_source(3) -> int_to_string -> string_out;
    }
    .name("simple"))
}
