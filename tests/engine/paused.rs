//! A runtime whose clock stands still: it moves on only when every task waits, so that a sleep is
//! over exactly when nothing more can happen.

use std::future::Future;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::support::run;

/// Runs `future` on one thread, with such a clock.
pub fn paused<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    run(async {
        let alone = tokio::task::spawn_blocking(|| {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().start_paused(true).build().unwrap().block_on(future)
        });
        alone.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    })
}

/// Waits until every task of a paused runtime waits.
pub async fn still() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// Lets one event pass per permit, for good.
pub async fn pass(gate: &Semaphore) {
    gate.acquire().await.unwrap().forget();
}
