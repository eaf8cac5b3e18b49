//! What the tokio runtime tells of itself.

use std::fmt;

use super::families::Families;

pub(super) fn write(families: &mut Families<'_>) -> fmt::Result {
    let Ok(handle) = tokio::runtime::Handle::try_current() else {
        return Ok(());
    };
    let metrics = handle.metrics();
    let one = |value: usize| [(Vec::new(), value as f64)];
    families.gauges("tokio_workers", "Threads that run tasks", one(metrics.num_workers()))?;
    families.gauges(
        "tokio_alive_tasks",
        "Tasks that have not ended",
        one(metrics.num_alive_tasks()),
    )?;
    families.gauges(
        "tokio_global_queue_tasks",
        "Tasks that wait for any thread to run them",
        one(metrics.global_queue_depth()),
    )?;
    let workers = || (0..metrics.num_workers()).map(|at| (vec![("worker", at.to_string())], at));
    families.seconds(
        "tokio_worker_busy",
        "Time that the thread was not parked",
        workers()
            .map(|(labels, at)| (labels, metrics.worker_total_busy_duration(at).as_secs_f64())),
    )?;
    families.counts(
        "tokio_worker_parks",
        "Times that the thread had nothing to do",
        workers().map(|(labels, at)| (labels, metrics.worker_park_count(at))),
    )
}
