//! Finds out, before any file is read, what an event asks of the cells: a trial without data.
//!
//! A type that implements `Deserialize` says what it wants only while it is deserialized. So it is,
//! from values that are made up: a struct names its fields, and each field the scalar it takes. A
//! field that looks closer at its text (a date) is offered several, until it takes one.

mod filled;
mod trace;

use serde::de::DeserializeOwned;

pub(super) use filled::filled;

use super::error::{Kind, RowError};
use trace::{Give, SAMPLES, Seen, Trace};

/// What is known of an event.
#[derive(Debug)]
pub(super) struct Shape {
    /// The fields of a struct, by all names they have. `None` where the event is no struct.
    pub(super) fields: Option<&'static [&'static str]>,
    /// Whether there are fields with several names; `None` if that is not known.
    pub(super) aliased: Option<bool>,
    /// It refuses columns that it has no field for.
    denies: bool,
    /// For each field the sample that it takes, if it takes one.
    samples: Vec<Option<usize>>,
}

type Given = (&'static str, usize);

const SCALARS: &str = "a cell of a csv file holds a scalar: a number, a text, a bool; use json, \
                       avro or parquet for it, or read it as a `String`";

impl Shape {
    /// The shape of `T`. An error if there is a field that no cell can hold.
    pub(super) fn of<T: DeserializeOwned>() -> Result<Self, String> {
        let seen = Seen::default();
        look::<T>(&seen, &[]);
        if let Some(what) = seen.whole.get() {
            return Err(format!(
                "the event is {what}, and a record is several cells; read a struct, or a tuple \
                 such as `(String, u32)`"
            ));
        }
        if let Some(what) = seen.shape.get() {
            let n = seen.asked.get();
            return Err(format!("element {n} of the tuple is a {what}, and {SCALARS}"));
        }
        let mut shape = Self { fields: None, aliased: None, denies: false, samples: Vec::new() };
        let Some(fields) = seen.fields.get() else { return Ok(shape) };
        shape.fields = Some(fields);
        for field in fields {
            let seen = Seen::default();
            look::<T>(&seen, &[(field, 0)]);
            if let Some(what) = seen.shape.get() {
                return Err(format!("the field `{field}` is a {what}, and {SCALARS}"));
            }
            let takes = |n: &usize| match attempt::<T>(Give::Named(&[(field, *n)])).0 {
                Ok(_) => true,
                Err(error) => matches!(error.kind(), Kind::Missing(_)),
            };
            shape.samples.push((0..SAMPLES.len()).find(takes));
        }
        shape.denies = match attempt::<T>(Give::Named(&[("\0", 0)])).0 {
            Err(error) => matches!(error.kind(), Kind::Unknown(_)),
            Ok(_) => false,
        };
        shape.aliased = shape.aliased::<T>(fields);
        Ok(shape)
    }

    /// Whether fields have several names. Those of one field stand together.
    fn aliased<T: DeserializeOwned>(&self, fields: &[&'static str]) -> Option<bool> {
        let samples: Vec<_> = self.samples.iter().map(|sample| sample.unwrap_or(0)).collect();
        let given: Vec<_> = fields.iter().copied().zip(samples.iter().copied()).collect();
        let twice = |pair: &[Given]| {
            let result = attempt::<T>(Give::Named(pair)).0;
            matches!(result, Err(error) if matches!(error.kind(), Kind::Twice(_)))
        };
        if given.windows(2).any(twice) {
            return Some(true);
        }
        // And it takes them in the order in which it names them.
        let (result, asked) = attempt::<T>(Give::Ordered(&samples));
        (result.is_ok() && asked == fields.len()).then_some(false)
    }

    /// An event made up of what its fields take; `None` if one takes nothing that is known here.
    pub(super) fn sample<T: DeserializeOwned>(&self) -> Option<T> {
        let mut given: Vec<Given> = Vec::new();
        for (field, sample) in self.fields?.iter().zip(&self.samples) {
            given.push((field, (*sample)?));
            // It is a further name of the field before.
            let twice = attempt::<T>(Give::Named(&given)).0;
            if matches!(twice, Err(error) if matches!(error.kind(), Kind::Twice(_))) {
                given.pop();
            }
        }
        let seen = Seen::default();
        let whole = Trace { seen: &seen, give: Give::Named(&given), curious: true };
        // An `Option` was asked for nothing when its sample was found.
        T::deserialize(whole).or_else(|_| attempt(Give::Named(&given)).0).ok()
    }

    /// What does not fit between the struct and a file that has these columns, as far as it can be
    /// known without a record.
    pub(super) fn misfits<T: DeserializeOwned>(&self, columns: &[&str]) -> Vec<Kind> {
        let Some(fields) = self.fields else { return Vec::new() };
        let refused = columns.iter().filter(|column| self.denies && !fields.contains(column));
        let mut misfits: Vec<_> = refused.map(|column| Kind::Unknown(column.to_string())).collect();
        let sample = |field: &'static str| {
            let n = fields.iter().position(|name| *name == field)?;
            Some((field, (*self.samples.get(n)?)?))
        };
        let present = fields.iter().filter(|field| columns.contains(field));
        let Some(mut given) = present.map(|field| sample(field)).collect::<Option<Vec<_>>>() else {
            // A field takes nothing that was made up: the first record will tell.
            return misfits;
        };
        // The struct names what it misses one after the other.
        while let Err(error) = attempt::<T>(Give::Named(&given)).0 {
            let kind = error.kind().clone();
            let missing = match kind {
                Kind::Missing(field) => sample(field).filter(|more| !given.contains(more)),
                Kind::Twice(_) => None,
                _ => break,
            };
            misfits.push(kind);
            match missing {
                Some(more) => given.push(more),
                None => break,
            }
        }
        misfits
    }
}

/// Looks into every `Option`, at what it would hold.
fn look<T: DeserializeOwned>(seen: &Seen, given: &[Given]) {
    // What comes of it does not matter.
    let _ = T::deserialize(Trace { seen, give: Give::Named(given), curious: true });
}

/// The result, and how many fields were asked for in their order.
fn attempt<T: DeserializeOwned>(give: Give<'_>) -> (Result<T, RowError>, usize) {
    let seen = Seen::default();
    let result = T::deserialize(Trace { seen: &seen, give, curious: false });
    (result, seen.asked.get())
}
