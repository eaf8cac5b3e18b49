//! Closures as tasks: one event in, one out.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::place::Kinded;
use crate::Key;
use crate::check;
use crate::graph::Kind;
use crate::node::{Context, Event};
use crate::runtime::Worker;
use crate::stage::{
    Accepts, Call, Errors, Flow, Func, Function, NoKey, One, Ports, Reader, Step, Sync, Taker,
    Unplaced,
};

macro_rules! closure {
    ($(#[$doc:meta])* $name:ident, $make:ident, $mode:ident, ($($reference:tt)?)) => {
        $(#[$doc])*
        pub struct $name<In, Out, F>(PhantomData<fn() -> (In, Out, F)>);

        /// Makes it a node.
        pub fn $make<In, Out, F>(f: F) -> Unplaced<$name<In, Out, F>, F>
        where
            F: Fn($($reference)? In) -> Out + 'static,
        {
            Unplaced::new(f)
        }

        impl<In, Out, F> Kinded for $name<In, Out, F> {
            const KIND: Kind = Kind::Task;
        }
        #[diagnostic::do_not_recommend]
        impl<In: Event, Out: 'static, F: 'static> check::Receives for $name<In, Out, F> {
            type In<U: Event> = In;
            type Role = Self;
            type Mode = $mode;
        }
        #[diagnostic::do_not_recommend]
        impl<In, Out, F> check::Sends for $name<In, Out, F> {
            type Gate = check::Sending;
        }
        #[diagnostic::do_not_recommend]
        impl<In, Out, F> check::Unkeyed for $name<In, Out, F> {}

        impl<In, Out, F> Accepts<In> for $name<In, Out, F>
        where
            In: Event,
            Out: Event,
            F: Fn($($reference)? In) -> Out + Send + std::marker::Sync + 'static,
        {
            type Value = Func<Self, F>;
            type Out = Out;
            type Error = Infallible;
            type Item = In;
            type Key = NoKey;
            type Body<X: Step<Out>> = Sync<Self, In, X>;
            fn body<X: Step<Out>>(
                value: &Self::Value,
                worker: &Worker,
                next: X,
                errors: Errors<Infallible>,
                ports: Ports,
            ) -> Self::Body<X> {
                Sync::new(value, worker, next, errors, ports)
            }
            fn item<K: Key>(_: K, event: In) -> In {
                event
            }
        }

        impl<In, Out, F> Function<In> for $name<In, Out, F>
        where
            In: Event,
            Out: Event,
            F: Fn($($reference)? In) -> Out + Send + std::marker::Sync + 'static,
        {
            type Args = F;
            type Lent = ();
            type Mode = $mode;
            type StepMode = $mode;
            type Ports = ();
            fn lend(_: &Context, _: bool) {}
            #[inline(always)]
            fn place(item: In, (): &mut ()) -> In {
                item
            }
            #[inline(always)]
            fn peek(item: &In) -> Option<&In> {
                Some(item)
            }
            fn ports((): &(), _: &mut Ports) {}
            #[inline(always)]
            fn drain((): &mut (), (): &mut ()) -> Flow {
                Ok(())
            }
        }

        impl<In, Out, F> Call<In> for $name<In, Out, F>
        where
            In: Event,
            Out: Event,
            F: Fn($($reference)? In) -> Out + Send + std::marker::Sync + 'static,
        {
            type Reply = One<Out>;
            #[inline(always)]
            fn call(event: $($reference)? In, f: &F, (): &mut ()) -> One<Out> {
                One(f(event))
            }
        }
    };
}

/// Makes a function that an expression gives a node: `let double = times(2);`.
pub trait IntoClosure<In, Out>: Sized {
    /// The node.
    fn __goflow_node(self) -> Unplaced<Closure<In, Out, Self>, Self>;
}

impl<In, Out, F> IntoClosure<In, Out> for F
where
    F: Fn(In) -> Out + Send + std::marker::Sync + 'static,
{
    fn __goflow_node(self) -> Unplaced<Closure<In, Out, F>, F> {
        Unplaced::new(self)
    }
}

closure!(
    /// `|x: T| …`
    Closure, closure, Taker, ()
);
closure!(
    /// `|x: &T| …`
    ClosureRef, closure_ref, Reader, (&)
);
