//! A word for frameworks that ask for events they could send to another process.

use serde::{Deserialize, Deserializer, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Word(pub &'static str);

/// Within one process nobody calls it.
impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(String::deserialize(from)?.leak()))
    }
}
