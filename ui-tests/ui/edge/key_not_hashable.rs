use goflow::prelude::*;

#[source]
fn prices() -> impl Iterator<Item = f64> {
    std::iter::empty()
}

#[output]
fn print(price: f64) {
    println!("{price}");
}

fn main() {
    let _flow = pipeline! {
        prices -[key |price| *price]-> print (c 4);
    };
}
