use std::num::ParseIntError;

use goflow::prelude::*;

#[task]
fn parse(line: String) -> Result<u64, ParseIntError> {
    line.parse()
}

pipeline! {
    fn numbers() -> Pipe<String, u64> {
        in -> parse -> out;
        parse -[err]-> err;
    }
}

fn main() {}
