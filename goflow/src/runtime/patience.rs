//! A time that is waited for what cannot be interrupted: code that blocks its thread.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::Builder;
use std::time::Duration;

use tokio::sync::oneshot;

/// So long a worker, or a source's thread, may take to end once it is of no use any more.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Waits so long by a clock of its own: that of the runtime may be missing, or stand still in a test.
pub(crate) async fn patience(time: Duration) {
    let (waits, gone) = mpsc::channel::<()>();
    let (over, late) = oneshot::channel();
    let _ = Builder::new().name("goflow-patience".into()).spawn(move || {
        if gone.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
            let _ = over.send(());
        }
    });
    let passed = late.await.is_ok();
    drop(waits);
    if !passed {
        // There was no thread to be had.
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_passes_without_a_clock_of_the_runtime() {
        let before = std::time::Instant::now();
        patience(Duration::from_millis(20)).await;
        assert!(before.elapsed() >= Duration::from_millis(20));
    }
}
