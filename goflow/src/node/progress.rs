//! `Progress`: how far a source has come, in bytes.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use crate::runtime::Counters;

/// How many bytes one worker of a source has read, and how many it is to read.
///
/// It is got from [`Context::progress`](crate::Context::progress), may be cloned and sent to the
/// thread that reads, and is seen in [`Running::stats`](crate::Running::stats), added up over the
/// node's workers.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn halves(ctx: &mut Context) -> impl Iterator<Item = u8> + use<> {
///     let progress = ctx.progress();
///     progress.set_total(100);
///     (0..2).inspect(move |_| progress.add(50))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let report = pipeline! { halves -> discard; }.run().await?;
/// let halves = report.node("halves").unwrap();
/// assert_eq!((halves.bytes_read, halves.bytes_expected), (Some(100), Some(100)));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Progress {
    pub(crate) counters: Arc<Counters>,
}

impl Progress {
    /// Says how many bytes this worker expects to read. Of work that is dealt out while it is done,
    /// one worker says the sum of it. Not called: nobody knows.
    pub fn set_total(&self, bytes: u64) {
        self.counters.bytes_expected.store(bytes, Relaxed);
        self.counters.has_expected.store(true, Relaxed);
    }

    /// Adds bytes that were read.
    pub fn add(&self, bytes: u64) {
        self.counters.bytes_read.fetch_add(bytes, Relaxed);
        self.counters.has_read.store(true, Relaxed);
    }
}
