//! A `pub` node of a program may take and give types that only the program sees.

use goflow::prelude::*;

#[derive(Clone, Debug)]
struct Trade(u64);

#[derive(Debug)]
struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("refused")
    }
}
impl std::error::Error for Refused {}

#[allow(private_interfaces)]
pub mod tasks {
    use super::{Refused, Trade};
    use goflow::prelude::*;

    #[derive(Default, Clone)]
    pub(crate) struct Limits {
        pub(crate) most: u64,
    }

    #[source]
    pub fn trades() -> impl Iterator<Item = Trade> {
        (0..3).map(Trade)
    }
    #[task]
    pub fn check(trade: Trade, limits: &Limits, late: &mut Out<Trade>) -> Result<Trade, Refused> {
        if trade.0 == 0 {
            late.push(trade.clone());
        }
        if trade.0 > limits.most { Err(Refused) } else { Ok(trade) }
    }
    #[task]
    pub fn count(trade: Trade, seen: &mut Keyed<u64, u64>) -> Trade {
        **seen += 1;
        trade
    }
    #[output]
    pub fn print<T: Event + std::fmt::Debug>(trade: &T) {
        println!("{trade:?}");
    }

    pipeline! {
        pub fn checked(limits: Limits) -> Pipe<Trade, Trade, Refused> {
            in -> check(limits) -[key |trade| trade.0]-> count (c 2) -> out;
            check -[err]-> err;
        }
    }
}

pub use tasks::{check, checked, print, trades};

fn main() {
    let limits = tasks::Limits { most: 1 };
    let _flow = pipeline! {
        trades -> check(limits.clone()) -> checked(limits) -> print;
        check -[late]-> lates: discard;
        checked -[err]-> |failed: Failed<Refused>| failed.node -> dead: print;
    };
}
