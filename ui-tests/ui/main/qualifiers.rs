use goflow::prelude::*;

#[goflow::main]
unsafe extern "C" fn main() -> Result<Pipeline, goflow::Error> {
    Ok(pipeline! { numbers -> discard; })
}

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}
