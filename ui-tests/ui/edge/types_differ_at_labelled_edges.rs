use goflow::prelude::*;

#[source]
fn lines() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[task]
fn parse(line: String, rest: &mut Out<String>) -> Result<u64, std::num::ParseIntError> {
    rest.push(line.clone());
    line.parse()
}

#[output]
fn dead(failed: Failed<std::io::Error>) {
    eprintln!("{}", failed.error);
}

#[output]
fn small(n: u32) {
    println!("{n}");
}

#[output]
fn per_key(n: u32) {
    println!("{n}");
}

#[output]
fn leftover(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        lines -> parse -[when |n| *n < 10]-> small;
        parse -[key |n| n % 7]-> per_key (c 2);
        parse -[err]-> dead;
        parse -[rest]-> leftover;
    };
}
