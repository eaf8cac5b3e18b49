//! Ctrl-C and SIGTERM.

use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::oneshot;

/// How a process ends that was ended by a signal.
const INTERRUPTED: i32 = 130;

/// So many signals end the process.
const ENOUGH: u32 = 3;

/// What the listener holds is given back at once; if it is not, it was asked twice.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Whoever asks a third time is to be able to end a program that waits for code which blocks, as it
/// would have ended without a listener. Dropped, it listens no longer, unless it was asked twice: the
/// program may be about to wait for that code at its end.
pub(crate) struct LastResort {
    over: Option<oneshot::Sender<()>>,
    gone: mpsc::Receiver<()>,
}

impl LastResort {
    pub(crate) fn new() -> Self {
        let (over, is_over) = oneshot::channel();
        let (going, gone) = mpsc::channel();
        let listen = move || {
            // Dropped last: what the runtime has open is closed then.
            let _going: mpsc::Sender<()> = going;
            listen(is_over);
        };
        let listens = std::thread::Builder::new().name("goflow-signals".into()).spawn(listen);
        Self { over: listens.is_ok().then_some(over), gone }
    }
}

impl Drop for LastResort {
    fn drop(&mut self) {
        self.over = None;
        let _ = self.gone.recv_timeout(AT_ONCE);
    }
}

fn listen(mut is_over: oneshot::Receiver<()>) {
    // A runtime of its own: what blocks may keep the program's from hearing anything.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let (mut signals, mut seen) = (Signals::new(), 0);
        while seen < ENOUGH {
            tokio::select! {
                () = signals.next() => seen += 1,
                _ = &mut is_over, if seen < ENOUGH - 1 => return,
            }
        }
        std::process::exit(INTERRUPTED);
    });
}

/// The signals that ask a program to end.
pub(crate) struct Signals {
    #[cfg(unix)]
    term: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    int: Option<tokio::signal::unix::Signal>,
}

impl Signals {
    /// Listens from now on. Where the system refuses, nothing is heard.
    #[cfg(unix)]
    pub(crate) fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            term: signal(SignalKind::terminate()).ok(),
            int: signal(SignalKind::interrupt()).ok(),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn new() -> Self {
        Self {}
    }

    /// Waits for the next one.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) {
        async fn one(signal: &mut Option<tokio::signal::unix::Signal>) {
            let heard = match signal {
                Some(signal) => signal.recv().await,
                None => None,
            };
            if heard.is_none() {
                std::future::pending().await
            }
        }
        tokio::select! {
            () = one(&mut self.term) => {}
            () = one(&mut self.int) => {}
        }
    }

    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
