#![deny(warnings)]
//! `pipeline!` and the attributes inside of macros.

use goflow::prelude::*;

macro_rules! doubling {
    ($name:ident, $ty:ty) => {
        #[task]
        fn $name(n: $ty) -> $ty {
            n * 2
        }
    };
}
doubling!(double, u64);
doubling!(double_small, u32);

#[source]
fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

macro_rules! flow {
    ($source:ident ($upto:expr) -> $($task:path),* ; $workers:literal) => {
        pipeline! {
            $source($upto) -> { $( $task (c $workers) -> print; )* }
        }
    };
}

fn main() {
    println!("{}", flow!(numbers(3) -> double; 2));
    println!("{}", pipeline! { numbers(3) -> |n: u64| n as u32 -> double_small -> discard; });
}
