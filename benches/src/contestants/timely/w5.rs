use std::cell::RefCell;
use std::rc::Rc;

use timely::dataflow::InputHandle;
use timely::dataflow::operators::vec::Map;
use timely::dataflow::operators::{Input, Inspect};

use crate::work::w5::{Arrived, Schedule, Tick};

/// One worker, which also sends: it steps its operators whenever something is due.
pub fn queued(events: u64) -> Arrived {
    timely::execute_directly(move |worker| {
        let (mut input, arrived) = (InputHandle::new(), Rc::new(RefCell::new(Arrived::default())));
        let out = arrived.clone();
        worker.dataflow::<u64, _, _>(|scope| {
            scope
                .input_from(&mut input)
                .container::<Vec<Tick>>()
                .map(Tick::mix)
                .map(Tick::spread)
                .inspect(move |tick| out.borrow_mut().arrive(*tick));
        });
        let mut schedule = Schedule::new(events);
        while !schedule.is_over() {
            if let Some(tick) = schedule.due() {
                input.send(tick);
                input.flush();
            }
            worker.step();
        }
        input.close();
        while worker.step() {}
        arrived.borrow().clone()
    })
}
