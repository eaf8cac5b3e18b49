//! Records as programs write them.

use std::collections::{BTreeMap, HashMap};

use goflow::prelude::*;

mod model {
    use goflow::prelude::*;

    #[derive(Record, Debug, Clone, PartialEq)]
    #[record(rename_all = "camelCase")]
    pub(crate) struct Flight<N> {
        pub(crate) r#type: Option<String>,
        pub(crate) legs: Vec<Leg<N>>,
        #[record(skip)]
        pub(crate) cache: Option<std::time::Duration>,
    }

    #[derive(Record, Debug, Clone, PartialEq)]
    pub struct Leg<N> {
        pub(crate) number: N,
        pub(crate) class: Class,
    }

    #[derive(Record, Debug, Clone, Copy, PartialEq)]
    #[record(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Class {
        Economy,
        #[record(rename = "BIZ")]
        Business,
    }
}

type Number = u16;

fn main() {
    #[derive(Record)]
    struct Local {
        a: HashMap<String, Vec<u8>>,
        b: BTreeMap<String, model::Class>,
        c: model::Flight<Number>,
    }
    let names = |schema: &goflow::arrow::schema::Schema| {
        schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&goflow::record::schema::<model::Flight<i8>>()), ["type", "legs"]);
    assert_eq!(names(&goflow::record::schema::<Local>()), ["a", "b", "c"]);
}
