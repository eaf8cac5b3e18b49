//! Where workers take their pieces from. Those of files in a store are begun before they are taken.

use std::sync::{Arc, OnceLock};

use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use super::fit::{fit, guarded};
use super::{Columnar, Projection, View};
use crate::connectors::file::{Cut, Deal, Dealt};
use crate::error::BoxError;

/// So many pieces of files in a store wait to be taken, where workers are not more than that.
const WAITING: usize = 16;

/// Of so many bytes pieces are fetched for each worker before it needs them, and one piece in any case.
const SHARE: u64 = 4 << 20;
/// What is counted.
const UNIT: u64 = 1 << 10;

/// The right of one piece to have bytes fetched before a worker needs them: a row group, say. All pieces of a
/// source that have it take no more than a [`SHARE`] for each worker.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "parquet"),
    allow(dead_code, reason = "only Parquet waits for what has a turn")
)]
pub struct Turn {
    _bytes: OwnedSemaphorePermit,
    given_up: watch::Receiver<()>,
}

#[cfg(feature = "parquet")]
impl Turn {
    /// Ready when nobody reads the source any more; without a turn nobody knows.
    pub(crate) async fn given_up(turn: Option<&Self>) {
        match turn.map(|turn| turn.given_up.clone()) {
            // Nothing is ever sent.
            Some(mut given_up) => while given_up.changed().await.is_ok() {},
            None => std::future::pending().await,
        }
    }
}

type Next<C> = Result<Option<Dealt<<C as Cut>::Piece>>, BoxError>;

/// The pieces of a source's files, for all of its workers.
pub(super) struct Pieces<C: Columnar> {
    pub(super) deal: Arc<Deal<C>>,
    /// Those of files in a store.
    coming: OnceLock<Coming<C>>,
}

struct Coming<C: Columnar> {
    pieces: Mutex<mpsc::Receiver<Next<C>>>,
    /// What brings them, for as long as this is there.
    _bringing: JoinSet<()>,
}

impl<C: Columnar> Pieces<C> {
    pub(super) fn new(deal: Deal<C>) -> Self {
        Self { deal: Arc::new(deal), coming: OnceLock::new() }
    }

    /// Begins to bring those of files in a store, if nobody did so before. `given_up` is closed when nobody
    /// reads any more.
    pub(super) fn bring<V: View>(&self, view: &V, workers: usize, given_up: watch::Receiver<()>) {
        if !self.deal.options.paths.is_any_far() {
            return;
        }
        self.coming.get_or_init(|| {
            let (to, pieces) = mpsc::channel(WAITING.max(workers));
            let mut bringing = JoinSet::new();
            bringing.spawn(bring(self.deal.clone(), view.clone(), workers, given_up, to));
            Coming { pieces: Mutex::new(pieces), _bringing: bringing }
        });
    }

    /// The next piece: see [`Deal::next`].
    pub(super) async fn next(&self) -> Next<C> {
        match self.coming.get() {
            None => self.deal.next().await,
            Some(coming) => {
                coming.pieces.lock().await.recv().await.ok_or("nothing deals pieces")?
            }
        }
    }
}

/// Takes pieces from the deal in their order, and begins each when it is its turn.
///
/// No worker holds a piece that it does not read yet: whoever asks first gets the next one.
async fn bring<C: Columnar, V: View>(
    deal: Arc<Deal<C>>,
    view: V,
    workers: usize,
    given_up: watch::Receiver<()>,
    to: mpsc::Sender<Next<C>>,
) {
    let shares = Arc::new(Semaphore::new(workers.saturating_mul((SHARE / UNIT) as usize)));
    loop {
        let mut next = deal.next().await;
        if let Ok(Some(mut dealt @ Dealt { piece: Ok(_), .. })) = next {
            let bytes = dealt.piece.as_ref().map_or(0, |piece| deal.cut.about(piece).bytes);
            let units = bytes.div_ceil(UNIT).clamp(1, SHARE / UNIT) as u32;
            let Ok(bytes) = shares.clone().acquire_many_owned(units).await else { return };
            let turn = Turn { _bytes: bytes, given_up: given_up.clone() };
            let (deal, view) = (deal.clone(), view.clone());
            let begun = tokio::task::spawn_blocking(move || {
                begin(&*deal.cut, &view, &mut dealt, turn);
                dealt
            });
            next = begun.await.map(Some).map_err(BoxError::from);
        }
        // At the end each worker is told so.
        if to.send(next).await.is_err() {
            return;
        }
    }
}

fn begin<C: Columnar, V: View>(format: &C, view: &V, dealt: &mut Dealt<C::Piece>, turn: Turn) {
    let Dealt { file, piece: Ok(piece), .. } = dealt else { return };
    // What is wrong with it is found again, and told, by who decodes it.
    let _ = guarded(0, || {
        let (schema, _, take) = fit(format, view, file, piece)?;
        let columns = Projection { schema: &schema, take: &take, path: &file.hive, wanted: view };
        format.begin(piece, &columns, turn);
        Ok(())
    });
}
