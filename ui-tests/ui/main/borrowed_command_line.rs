use goflow::prelude::*;

struct Args;

#[goflow::main]
fn main(args: &Args) -> Result<Pipeline, goflow::Error> {
    let _ = args;
    Ok(pipeline! {})
}
