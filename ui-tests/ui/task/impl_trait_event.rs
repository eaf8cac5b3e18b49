use goflow::prelude::*;

#[task]
fn show(item: impl std::fmt::Display) -> String {
    item.to_string()
}

fn main() {}
