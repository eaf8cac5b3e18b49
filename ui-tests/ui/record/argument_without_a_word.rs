use goflow::prelude::*;

#[derive(Record)]
struct Flight {
    #[record("year")]
    y: i32,
    #[record = "month"]
    m: i32,
}

fn main() {}
