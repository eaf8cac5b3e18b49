//! Tasks in a library: the graphs that use them are in `tests/language/names.rs`.

use goflow::prelude::*;

/// `0..upto`
#[source]
pub fn count_up(upto: &u32) -> impl Iterator<Item = u32> {
    0..*upto
}

/// Tasks in a module of their own.
pub mod tasks {
    use goflow::prelude::*;

    /// Why a number is refused.
    #[derive(Debug, PartialEq, Eq)]
    pub struct TooBig(pub u32);

    impl std::fmt::Display for TooBig {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{} is too big", self.0)
        }
    }

    impl std::error::Error for TooBig {}

    /// Passes what is below `limit`.
    #[task]
    pub fn below(n: u32, limit: &u32, doubled: &mut Out<u32>) -> Result<u32, TooBig> {
        doubled.push(n * 2);
        if n < *limit { Ok(n) } else { Err(TooBig(n)) }
    }

    /// How often an event of its kind came.
    #[task]
    pub fn nth<T: Event + Key + Clone>(event: T, n: &mut Keyed<T, u64>) -> (T, u64) {
        **n += 1;
        (event, **n)
    }

    /// Is asynchronous.
    #[task]
    pub async fn text<T: Event + ToString>(event: T) -> String {
        event.to_string()
    }
}

pipeline! {
    /// A sub-pipeline of a library.
    pub fn small(limit: u32) -> Pipe<u32, String, tasks::TooBig> {
        in -> tasks::below(limit) -> tasks::text -> out;
        below -[err]-> err;
    }
}
