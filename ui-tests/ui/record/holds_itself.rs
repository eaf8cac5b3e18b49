use goflow::prelude::*;

#[derive(Record)]
struct Folder {
    name: String,
    folders: Vec<Folder>,
}

fn main() {}
