//! Pipelines inside functions, macros and other places of a program.

use goflow::prelude::*;

use crate::support::*;

#[task]
fn add(n: u64, by: &u64) -> u64 {
    n + by
}

/// A function that draws its graph from what it is given.
fn build(upto: u64, by: &[u64], workers: usize, seen: Seen<u64>) -> Pipeline {
    let total = by.iter().sum::<u64>();
    pipeline! {
        numbers(upto) -> add(total) (c {workers}) -> keep(seen);
    }
}

#[test]
fn a_function_may_return_a_pipeline_of_its_parameters() {
    let seen = Seen::new();
    done(build(3, &[1, 2], 2, seen.clone()));
    done(build(1, &[50], 1, seen.clone()));
    assert_eq!(seen.sorted(), [3, 4, 5, 50]);
}

/// A generic function around a graph.
fn convert<T: Event + Clone + Sync, U: Event>(all: Vec<T>, f: fn(T) -> U) -> Vec<U> {
    let seen = Seen::new();
    done(pipeline! { items(all) -> convert_one(f) -> keep(seen.clone()); });
    seen.take()
}

#[task]
fn convert_one<T: Event, U: Event>(event: T, f: &fn(T) -> U) -> U {
    f(event)
}

#[test]
fn a_generic_function_may_have_a_graph_of_its_types() {
    assert_eq!(convert(vec![1_u8, 2], u32::from), [1_u32, 2]);
    assert_eq!(convert(texts(&["a"]), |text| text.len()), [1]);
}

struct Service {
    by: u64,
    seen: Seen<u64>,
}

impl Service {
    const WORKERS: usize = 2;

    fn flow(&self) -> Pipeline {
        pipeline! {
            numbers(self.by) -> add(self.by) (c Self::WORKERS) -> keep(self.seen.clone());
        }
    }

    async fn run(self) -> Result<Vec<u64>, goflow::Error> {
        self.flow().run().await?;
        Ok(self.seen.sorted())
    }
}

#[test]
fn a_method_may_speak_of_self() {
    let service = Service { by: 3, seen: Seen::new() };
    assert_eq!(run(service.run()).unwrap(), [3, 4, 5]);
}

macro_rules! chain {
    ($source:ident($upto:expr) => $($task:ident($by:expr)),+ => $seen:expr) => {
        pipeline! { $source($upto) -> $($task: add($by) ->)+ keep($seen); }
    };
}

macro_rules! wrapped {
    ($($graph:tt)*) => { pipeline! { $($graph)* } };
}

macro_rules! task_of {
    ($name:ident, $in:ty => $out:ty, |$event:ident| $body:expr) => {
        #[task]
        fn $name($event: $in) -> $out {
            $body
        }
    };
}

task_of!(shout, String => String, |text| text.to_uppercase());
task_of!(perhaps, u64 => Option<u64>, |n| (n > 1).then_some(n));
task_of!(look, &String => usize, |text| text.len());

#[test]
fn a_macro_may_draw_the_graph() {
    let seen = Seen::new();
    let flow = chain!(numbers(2 + 1) => one(1), ten(10) => seen.clone());
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +--> one (c 1)
       +--> ten (c 1)
             +--> keep (c 1)"
    );
    done(flow);
    assert_eq!(seen.take(), [11, 12, 13]);
}

#[test]
fn a_macro_may_pass_a_graph_on_and_make_the_tasks() {
    let (seen, lens, big) = (Seen::new(), Seen::new(), Seen::new());
    done(wrapped! {
        items(texts(&["a", "bc"])) -> { shout -> keep(seen.clone()); look -> lens_to: keep(lens.clone()); }
        numbers(4) -[when |n| *n != 2]-> perhaps -> bigs: keep(big.clone());
    });
    assert_eq!(seen.take(), ["A", "BC"]);
    assert_eq!(lens.take(), [1, 2]);
    assert_eq!(big.take(), [3]);
}

#[test]
fn tasks_and_graphs_may_stand_inside_of_functions() {
    #[task]
    fn triple(n: u64) -> u64 {
        n * FACTOR
    }
    const FACTOR: u64 = 3;
    let seens: Vec<Seen<u64>> = (0..3).map(|_| Seen::new()).collect();
    for (seen, upto) in seens.iter().zip(1..) {
        done(pipeline! { numbers(upto) -> triple -> keep(seen.clone()); });
    }
    let all: Vec<Vec<u64>> = seens.iter().map(Seen::take).collect();
    assert_eq!(all, [vec![0], vec![0, 3], vec![0, 3, 6]]);
}

#[test]
fn a_pipeline_may_be_made_in_async_code_and_sent_to_another_thread() {
    let seen = Seen::new();
    let kept = seen.clone();
    run(async move {
        let flow = pipeline! { numbers(2) -> keep(kept); };
        tokio::spawn(flow.run()).await.unwrap().unwrap();
    });
    assert_eq!(seen.take(), [0, 1]);
}

#[test]
fn pipelines_are_values_that_may_be_kept_in_a_list() {
    let seen = Seen::new();
    let flows: Vec<Pipeline> = (1..4)
        .map(|upto| {
            let seen = seen.clone();
            if upto % 2 == 0 {
                pipeline! { numbers(upto) -> keep(seen); }
            } else {
                pipeline! { numbers(upto) -> add(100) -> keep(seen); }
            }
        })
        .collect();
    flows.into_iter().for_each(|flow| drop(done(flow)));
    assert_eq!(seen.sorted(), [0, 1, 100, 100, 101, 102]);
}
