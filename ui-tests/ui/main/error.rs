use goflow::prelude::*;

struct Wrong;

#[goflow::main]
fn main() -> Result<Pipeline, Wrong> {
    Err(Wrong)
}
