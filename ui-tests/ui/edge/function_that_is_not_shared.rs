use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

use std::cell::Cell;
use std::rc::Rc;

// What a closure captures rustc knows last: once in a function it says so.

fn closure() -> Pipeline {
    let factor = Rc::new(2);
    pipeline! {
        numbers -> move |n: u64| n * *factor -> discard;
    }
}

fn passing() -> Pipeline {
    let limit = Cell::new(3);
    pipeline! {
        numbers -[when move |n| *n > limit.get()]-> discard;
    }
}

fn grouped() -> Pipeline {
    let groups = Rc::new(4);
    pipeline! {
        numbers -[key move |n| n % *groups]-> discard;
    }
}

fn main() {
    let _flows = [closure(), passing(), grouped()];
}
