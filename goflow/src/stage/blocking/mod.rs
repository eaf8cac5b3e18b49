//! `#[task(blocking)]`: the function runs on tokio's pool for blocking work.
//!
//! [`call`] has functions that return their event, [`push`] those that give many: they push, or
//! return an iterator, which is pulled on the pool and pushed. Either way what is pushed goes on while
//! the function still runs, and `push` waits for room.

mod call;
mod pool;
mod push;

pub use call::Blocking;
pub use pool::on_pool;
pub use push::BlockingPush;
