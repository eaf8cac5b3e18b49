use goflow::prelude::*;

#[task]
fn parse(line: String) -> Result<u64, std::num::ParseIntError> {
    line.parse()
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[task]
fn count(n: u64, seen: &mut Keyed<u64, u64>) -> u64 {
    **seen += n;
    **seen
}

pipeline! {
    /// Takes what `parse` does not.
    fn wrong_in() -> Pipe<u32, u64, std::num::ParseIntError> {
        in -> parse -> double -> out;
        parse -[err]-> err;
    }
}

pipeline! {
    fn wrong_out() -> Pipe<String, String, std::num::ParseIntError> {
        in -> parse -> double -> out;
        parse -[err]-> err;
    }
}

pipeline! {
    fn wrong_err() -> Pipe<String, u64, std::io::Error> {
        in -> parse -> double -> out;
        parse -[err]-> err;
    }
}

pipeline! {
    pub fn without_key() -> Pipe<u64, u64> {
        in -> double -> count -> out;
    }
}

fn main() {}
