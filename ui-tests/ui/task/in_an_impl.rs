use goflow::prelude::*;

struct Price(u64);

impl Price {
    #[task]
    fn new(n: u64) -> Self {
        Price(n)
    }

    #[task]
    fn cents(price: Price) -> u64 {
        let Self(n) = price;
        n * 100
    }
}

fn main() {}
