use goflow::prelude::*;

#[derive(Key)]
struct Seat {
    #[key(skip)]
    row: u32,
}

#[derive(Key)]
enum Place {
    Seat(#[key(skip)] u32),
}

fn main() {}
