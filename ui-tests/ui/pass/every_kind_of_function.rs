#![deny(warnings)]
//! All forms of section 1, each in a graph.

use goflow::prelude::*;
use std::collections::HashSet;
use std::hash::Hash;
use std::num::ParseIntError;

#[source]
fn lines(upto: &u64) -> impl Iterator<Item = String> {
    (0..*upto).map(|n| n.to_string())
}

#[source]
fn boxed(upto: &u64) -> Box<dyn Iterator<Item = String> + Send + '_> {
    Box::new((0..*upto).map(|n| n.to_string()))
}

#[source]
async fn listen(out: &mut Out<String>) -> Result<(), std::io::Error> {
    out.send("1".to_owned()).await;
    Ok(())
}

#[task]
fn shout(text: String) -> String {
    text.to_uppercase()
}

#[task]
fn long(text: String) -> Option<String> {
    (text.len() > 3).then_some(text)
}

#[task]
fn parse(line: String) -> Result<u64, ParseIntError> {
    line.parse()
}

#[task]
fn words(line: String) -> impl Iterator<Item = String> {
    line.split(' ').map(str::to_owned).collect::<Vec<_>>().into_iter()
}

#[task]
fn split(line: &String, out: &mut Out<String>, rest: &mut Out<u64>) {
    out.push(line.clone());
    rest.push(1);
}

#[task]
async fn lookup(n: u64, db: &String) -> Result<String, std::fmt::Error> {
    Ok(format!("{db}{n}"))
}

#[task]
fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
    **n += 1;
    (word, **n)
}

#[task]
fn dedup<T: Event + Clone + Hash + Eq>(t: T, seen: &mut Local<HashSet<T>>) -> Option<T> {
    seen.insert(t.clone()).then_some(t)
}

#[task]
fn widen<N: Event + From<u64>>(n: u64) -> N {
    N::from(n)
}

#[task]
fn measure<'a, T: 'a + Event + ToString>(t: &'a T) -> usize {
    t.to_string().len()
}

#[task]
fn apply(text: String, f: &Box<dyn for<'a> Fn(&'a str) -> &'a str + Send + Sync>) -> String {
    f(&text).to_owned()
}

#[output]
fn print(text: String, context: &mut Context) {
    println!("{} {text}", context.worker());
}

#[output(batch = 500, linger = "50ms")]
async fn insert(rows: Vec<(String, u64)>) -> Result<(), std::io::Error> {
    println!("{}", rows.len());
    Ok(())
}

#[output]
fn dead(failed: Failed<ParseIntError>) {
    eprintln!("{} {} {}", failed.node, failed.worker, failed.error);
}

#[output]
fn big(n: u128) {
    println!("{n}");
}

fn main() {
    let limit = 3;
    let flow = pipeline! {
        [lines(10) (c 2), listen, boxed(4)] -> {
            shout -> apply(Box::new(str::trim)) -> long -> print (buf 16);
            words -[key |word| word.clone()]-> count (c 4) -> insert;
            parse -> {
                lookup("row ".to_owned()) (inflight 32 unordered) -> dedup -> print;
                widen::<u128> -> big;
            }
            split -> discard;
        }
        split -[rest]-> move |n: u64| n + limit -> discard;
        parse -[err]-> dead;
        parse -[when move |n| *n > limit]-> second: dedup -> discard;
    };
    println!("{flow}");
}
