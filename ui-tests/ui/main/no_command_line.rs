use goflow::prelude::*;

struct Args {
    upto: u64,
}

#[source]
fn numbers(upto: &u64) -> impl Iterator<Item = u64> + use<> {
    0..*upto
}

#[goflow::main]
fn main(args: Args) -> Result<Pipeline, goflow::Error> {
    Ok(pipeline! { numbers(args.upto) -> discard; })
}
