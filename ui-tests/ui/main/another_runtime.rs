use goflow::prelude::*;

mod tokio {
    #[allow(unused_imports)]
    pub use core::prelude::v1::test as main;
}

#[goflow::main]
#[tokio::main]
async fn main() -> Result<Pipeline, goflow::Error> {
    Ok(pipeline! {})
}
