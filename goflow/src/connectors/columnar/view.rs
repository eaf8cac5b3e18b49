//! A batch as an event, or as many records.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};

use super::Wanted;
use super::path::{self, PathColumn};
use crate::node::Event;
use crate::record::{Fit, Integers, Record, Rows, ValueError, called_in, names_of};

/// How batches become events.
pub trait View: Wanted + Clone + Send + Sync + 'static {
    /// What they become.
    type Event: Event;
    /// What was found out about a file's columns.
    type Fitted: Send + 'static;
    /// The events of a batch.
    type Chunk: Iterator<Item = Result<Self::Event, ValueError>> + Send + 'static;

    /// Looks for its columns in a file; gives those to be decoded, in the file's order.
    fn fit(
        &self,
        file: &Schema,
        path: &[(String, Option<String>)],
        integers: Integers,
    ) -> Result<(Self::Fitted, Vec<usize>), String>;

    /// The events of a batch of those columns, without its first `skip` rows.
    fn chunk(
        &self,
        fitted: &Self::Fitted,
        batch: RecordBatch,
        skip: usize,
    ) -> Result<Self::Chunk, String>;

    /// How many rows an event is.
    fn rows(event: &Self::Event) -> u64;
}

/// Rows as records.
pub struct Records<T>(PhantomData<fn() -> T>);

impl<T> Records<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Clone for Records<T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<T: Record> Wanted for Records<T> {
    fn column(&self, found: &Field) -> Option<DataType> {
        called_in::<T>(found)
    }

    fn names(&self, name: &str) -> Vec<String> {
        names_of::<T>(name)
    }
}

impl<T: Record> View for Records<T> {
    type Event = T;
    type Fitted = Fit;
    type Chunk = Rows<T>;

    fn fit(
        &self,
        file: &Schema,
        path: &[(String, Option<String>)],
        integers: Integers,
    ) -> Result<(Fit, Vec<usize>), String> {
        let fit = Fit::new::<T>(file, path, integers).map_err(|error| error.to_string())?;
        let columns = fit.columns();
        Ok((fit.projected(), columns))
    }

    fn chunk(&self, fit: &Fit, batch: RecordBatch, skip: usize) -> Result<Rows<T>, String> {
        let skip = skip.min(batch.num_rows());
        let batch = batch.slice(skip, batch.num_rows() - skip);
        fit.rows(&batch).map_err(|error| error.to_string())
    }

    #[inline]
    fn rows(_: &T) -> u64 {
        1
    }
}

/// Batches as they are, or some of their columns in an order of one's own.
#[derive(Debug, Clone, Default)]
pub struct Whole {
    pub(crate) columns: Option<Arc<[String]>>,
}

impl Wanted for Whole {
    fn column(&self, _: &Field) -> Option<DataType> {
        None
    }

    fn names(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Where the columns of batches come from.
#[derive(Debug)]
pub struct Picked {
    /// Which of the decoded columns, and behind them those of the path, in the order they are wanted
    /// in; `None` is all of them.
    order: Option<Vec<usize>>,
    path: Vec<PathColumn>,
}

impl View for Whole {
    type Event = RecordBatch;
    type Fitted = Picked;
    type Chunk = std::option::IntoIter<Result<RecordBatch, ValueError>>;

    fn fit(
        &self,
        file: &Schema,
        path: &[(String, Option<String>)],
        _: Integers,
    ) -> Result<(Picked, Vec<usize>), String> {
        // What a file says itself goes before what its path says of it: it has a type.
        let path: Vec<_> = path.iter().filter(|(name, _)| file.index_of(name).is_err()).collect();
        let columns = |path: &[&(String, Option<String>)]| {
            path.iter().map(|column| PathColumn::new(column)).collect()
        };
        let Some(names) = &self.columns else {
            let picked = Picked { order: None, path: columns(&path) };
            return Ok((picked, (0..file.fields().len()).collect()));
        };
        // Those of the path have the places behind the file's.
        let own = file.fields().len();
        let find = |name: &String| {
            let in_path = || path.iter().position(|(known, _)| known == name).map(|n| own + n);
            file.index_of(name).ok().or_else(in_path).ok_or_else(|| {
                let own = file.fields().iter().map(|field| field.name());
                let known = own.chain(path.iter().map(|(name, _)| name));
                let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
                format!("there is no column `{name}`; the columns are {}", known.join(", "))
            })
        };
        let places = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let mut taken = places.clone();
        taken.sort_unstable();
        taken.dedup();
        let order =
            places.iter().map(|place| taken.partition_point(|taken| taken < place)).collect();
        let decoded = taken.partition_point(|place| *place < own);
        let path: Vec<_> =
            taken.split_off(decoded).iter().filter_map(|n| path.get(n - own).copied()).collect();
        Ok((Picked { order: Some(order), path: columns(&path) }, taken))
    }

    fn chunk(
        &self,
        picked: &Picked,
        batch: RecordBatch,
        skip: usize,
    ) -> Result<Self::Chunk, String> {
        let skip = skip.min(batch.num_rows());
        let batch = batch.slice(skip, batch.num_rows() - skip);
        let mut batch = path::with(batch, &picked.path).map_err(|error| error.to_string())?;
        if let Some(order) = &picked.order {
            batch = batch.project(order).map_err(|error| error.to_string())?;
        }
        Ok((batch.num_rows() > 0).then_some(Ok(batch)).into_iter())
    }

    fn rows(event: &RecordBatch) -> u64 {
        event.num_rows() as u64
    }
}
