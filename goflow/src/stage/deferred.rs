//! What all nodes share whose work waits for [`Step::advance`]: iterators, pushes, futures.

use std::collections::VecDeque;

use super::ports::PortList;
use super::step::{Flow, Phase, Step};
use super::tail::Tail;

/// Sends events on as fast as there is room for them.
pub(crate) async fn send_all<T, E, P, X>(
    mut events: impl ExactSizeIterator<Item = T> + Send,
    tail: &mut Tail<E, P, X>,
) -> Flow
where
    T: Send,
    E: Send + 'static,
    P: PortList,
    X: Step<T>,
{
    while events.len() > 0 {
        let room = tail.room::<T>();
        for event in events.by_ref().take(room) {
            tail.emit(event)?;
        }
        if events.len() > 0 {
            tail.advance::<T>(Phase::Settle).await?;
        }
    }
    Ok(())
}

/// The same for what came of events that were only lent.
pub(crate) async fn send_backlog<T, E, P, X>(
    backlog: &mut VecDeque<T>,
    tail: &mut Tail<E, P, X>,
) -> Flow
where
    T: Send,
    E: Send + 'static,
    P: PortList,
    X: Step<T>,
{
    if backlog.is_empty() { Ok(()) } else { send_all(backlog.drain(..), tail).await }
}

/// Implements `Step` for a worker with the fields `pending` and `tail` and the method
/// `work(&mut self) -> impl Future<Output = Flow>`, which empties `pending`, and `read`, which
/// hands an event back that the function only reads. With `lent`: that one is called `run_lent`,
/// and done at once, into a field `backlog`.
macro_rules! deferred_step {
    ($name:ident: $call:ident $(where $($bound:tt)+)?) => {
        deferred_step!(@ $name $call [$($($bound)+)?]
            #[inline(always)]
            fn look(&mut self, _: &F::Item) -> Flow {
                Ok(())
            }
            #[inline(always)]
            fn attends(&self) -> bool {
                F::StepMode::READS
            }
            async fn attend(&mut self, item: F::Item) -> Result<F::Item, $crate::stage::Stop> {
                if F::StepMode::READS { self.read(item).await } else { Ok(item) }
            }
            #[inline(always)]
            fn room(&self) -> usize {
                self.pending.room()
            }
            #[inline(always)]
            fn due(&self) -> bool {
                !self.pending.is_empty() || self.tail.due::<F::Out>()
            }
        );
    };
    ($name:ident: $call:ident, lent) => {
        deferred_step!(@ $name $call []
            #[inline(always)]
            fn look(&mut self, item: &F::Item) -> Flow {
                match F::peek(item) {
                    Some(event) => F::Mode::look(event, |e| self.run_lent(e)).unwrap_or(Ok(())),
                    None => Ok(()),
                }
            }
            #[inline(always)]
            fn room(&self) -> usize {
                if self.backlog.is_empty() { self.pending.room() } else { 0 }
            }
            #[inline(always)]
            fn due(&self) -> bool {
                !self.pending.is_empty() || !self.backlog.is_empty() || self.tail.due::<F::Out>()
            }
        );
    };
    (@ $name:ident $call:ident [$($bound:tt)*] $($body:tt)*) => {
        impl<F: $call<In>, In: Send + 'static, X: Step<F::Out>> Step<<F as Accepts<In>>::Item>
            for $name<F, In, X>
        where
            $($bound)*
        {
            type Mode = F::StepMode;

            $($body)*

            #[inline(always)]
            fn take(&mut self, item: F::Item) -> Flow {
                if !F::StepMode::READS {
                    self.pending.push(item);
                }
                Ok(())
            }
            #[inline(always)]
            fn give(&mut self, item: F::Item) -> Flow {
                self.pending.push(item);
                Ok(())
            }

            async fn advance(&mut self, phase: Phase) -> Flow {
                self.work().await?;
                self.tail.publish::<F::Out>(0, 0);
                self.tail.advance::<F::Out>(phase).await
            }

            fn publish(&mut self, received: u64) {
                self.tail.publish::<F::Out>(received, 0);
            }

            fn deadline(&self) -> Option<Instant> {
                self.tail.deadline::<F::Out>()
            }
        }
    };
}
pub(crate) use deferred_step;
