//! Chains of 4 to 64 nodes, fused and with a queue before every node.

use std::hint::black_box;

use goflow::prelude::*;

use crate::contestants::goflow::{Part, Parts};
use crate::work::Sum;
use crate::work::w1::mix;

/// Lengths of chains.
pub const LENGTHS: [u64; 5] = [4, 8, 16, 32, 64];

#[source]
fn numbers(events: &u64) -> impl Iterator<Item = u64> {
    0..*events
}

#[task]
fn step(x: u64) -> u64 {
    mix(x)
}

#[output]
fn sum(x: u64, sum: &mut Local<Part<Sum>>) {
    sum.add(x);
}

macro_rules! chains {
    ($($length:literal => $($node:ident)*;)*) => {
        /// A chain that runs as one stage.
        pub fn fused(length: u64, events: u64) -> Option<Parts<Sum>> {
            Some(Parts::of(match length {
                $($length => pipeline! { numbers(events) $(-> $node: step)* -> sum; },)*
                _ => return None,
            }))
        }

        /// A chain with a queue before every node.
        pub fn queued(length: u64, events: u64) -> Option<Parts<Sum>> {
            Some(Parts::of(match length {
                $($length => pipeline! {
                    numbers(events) $(-> $node: step (buf 1024))* -> sum (buf 1024);
                },)*
                _ => return None,
            }))
        }
    };
}

chains! {
    4 =>
        n1 n2 n3 n4;
    8 =>
        n1 n2 n3 n4 n5 n6 n7 n8;
    16 =>
        n1 n2 n3 n4 n5 n6 n7 n8 n9 n10 n11 n12 n13 n14 n15 n16;
    32 =>
        n1 n2 n3 n4 n5 n6 n7 n8 n9 n10 n11 n12 n13 n14 n15 n16
        n17 n18 n19 n20 n21 n22 n23 n24 n25 n26 n27 n28 n29 n30 n31 n32;
    64 =>
        n1 n2 n3 n4 n5 n6 n7 n8 n9 n10 n11 n12 n13 n14 n15 n16
        n17 n18 n19 n20 n21 n22 n23 n24 n25 n26 n27 n28 n29 n30 n31 n32
        n33 n34 n35 n36 n37 n38 n39 n40 n41 n42 n43 n44 n45 n46 n47 n48
        n49 n50 n51 n52 n53 n54 n55 n56 n57 n58 n59 n60 n61 n62 n63 n64;
}

/// What a chain must give.
pub fn answer(length: u64, events: u64) -> Sum {
    let mut sum = Sum::default();
    for event in 0..events {
        sum.add((0..length).fold(black_box(event), |x, _| mix(x)));
    }
    sum
}
