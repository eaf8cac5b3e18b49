use goflow::prelude::*;

#[derive(Key)]
struct Level {
    symbol: String,
    price: f64,
}

#[derive(Key)]
enum Place {
    Nowhere,
    At(u64, Option<f32>),
}

#[derive(Key)]
struct Name<'a> {
    text: &'a str,
}

#[source]
fn levels() -> impl Iterator<Item = (Level, Place)> {
    std::iter::empty()
}

fn main() {
    let _name = Name { text: "a" };
    let _places = [Place::Nowhere, Place::At(1, None)];
    let _flow = pipeline! {
        levels -[key |(level, _)| Level { symbol: level.symbol.clone(), price: 0.0 }]-> discard;
    };
}
