use goflow::prelude::*;

struct Row<'a>(&'a str);

#[source]
fn lines() -> impl Iterator<Item = &str> {
    ["a b"].into_iter()
}

#[task]
fn trim(line: &String) -> &str {
    line.trim()
}

#[task]
fn first(line: String) -> Option<&str> {
    let _ = line;
    None
}

#[task]
fn parse(line: String) -> Result<u64, &str> {
    line.parse().map_err(|_| "no number")
}

#[task]
fn words(line: &String, out: &mut Out<&str>) {
    let _ = (line, out);
}

#[task]
fn join(words: Vec<&str>) -> String {
    words.join(" ")
}

#[task]
fn row<'a>(line: &'a String) -> Row<'a> {
    Row(line)
}

#[output]
fn print(row: Row<'_>) {
    println!("{}", row.0);
}

#[task]
fn count(n: u64, seen: &mut Keyed<&str, u64>, last: &mut Local<&[u64]>) -> u64 {
    let _ = (seen, last);
    n
}

#[task]
fn lookup(n: u64, db: &Vec<&str>) -> u64 {
    let _ = db;
    n
}

fn main() {
    let _flow = pipeline! {
        lines -> trim -> first -> discard;
    };
}
