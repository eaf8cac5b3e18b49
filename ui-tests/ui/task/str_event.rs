use goflow::prelude::*;

#[task]
fn trim(line: &str) -> String {
    line.trim().to_owned()
}

fn main() {}
