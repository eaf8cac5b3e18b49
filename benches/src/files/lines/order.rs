//! What is ordered, by nobody: every machine makes up the same.

use serde::{Deserialize, Serialize};

/// An order, as long as its text is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order<'t> {
    pub id: u64,
    pub product: &'t str,
    pub city: &'t str,
    pub price: f64,
    pub quantity: u32,
    pub note: Option<&'t str>,
}

const PRODUCTS: [&str; 16] = [
    "kettle",
    "desk lamp",
    "bicycle",
    "notebook",
    "rain coat",
    "umbrella",
    "tea pot",
    "garden hose",
    "hammer",
    "picture frame",
    "pillow",
    "wool blanket",
    "chess board",
    "violin",
    "screwdriver",
    "wine glass",
];

const CITIES: [&str; 16] = [
    "Amsterdam",
    "Bogotá",
    "Cairo",
    "Dakar",
    "Edinburgh",
    "Fukuoka",
    "Geneva",
    "Hanoi",
    "Istanbul",
    "Jakarta",
    "Kyiv",
    "Lagos",
    "Montevideo",
    "Nairobi",
    "Oslo",
    "Prague",
];

const NOTES: [&str; 4] = ["gift", "leave at the door", "call before delivery", "second floor"];

/// The `n`th of them.
pub fn order(n: u64) -> Order<'static> {
    let mixed = mix(n);
    let part = |shift: u32, of: usize| (mixed >> shift) as usize % of;
    Order {
        id: n,
        product: PRODUCTS[part(0, 16)],
        // One city in some hundred orders has letters that are no ASCII.
        city: match part(4, 2048) {
            0..16 => CITIES[1],
            other => CITIES[(other % 14) + 2],
        },
        price: part(16, 100_000) as f64 / 100.0,
        quantity: part(40, 99) as u32 + 1,
        note: (part(48, 4) == 0).then_some(NOTES[part(52, 4)]),
    }
}

/// splitmix64 (Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, 2014).
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}
