//! Makes events of records, in whatever form suits the type and the file.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::columns::{Columns, Form};
use super::error::{Kind, RowError, cells};
use super::format::Format;
use super::probe::Shape;
use super::records::Record;
use super::row::{Row, RuleSet};
use super::rules::{Rules, Untyped};

/// What is known of the type of the events, and of the file they come from.
pub(super) struct Reading<T> {
    shape: Shape,
    rules: RuleSet,
    pub(super) columns: Columns,
    header: bool,
    flexible: bool,
    /// The file has given an event: what its header lacks is not wanted.
    fits: bool,
    events: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Reading<T> {
    /// Refuses events that are no records.
    pub(super) fn new(format: &Format) -> Result<Self, String> {
        let rules = Rules::new(format);
        Ok(Self {
            shape: Shape::of::<T>()?,
            columns: Columns::new(&rules, &[]),
            rules: RuleSet::new(rules),
            header: format.header,
            flexible: format.flexible,
            fits: false,
            events: PhantomData,
        })
    }

    /// Another file begins. Without a header, its columns are known at once.
    pub(super) fn begin(&mut self, constants: &[(String, Option<String>)]) {
        self.columns = Columns::new(&self.rules.field, constants);
        self.fits = false;
        if let Some(fields) = self.shape.fields.filter(|_| !self.header) {
            // Without names there are none that come twice.
            let _ = self.columns.fill(fields, self.shape.aliased);
        }
    }

    /// The columns of the file are those of `header`. Gives what does not fit.
    pub(super) fn read_header(&mut self, header: Record<'_>) -> Vec<Kind> {
        self.columns.read_header(header, &self.rules.field);
        let names: Vec<_> = self.columns.names().into_iter().flatten().collect();
        let names: Vec<_> = names.into_iter().map(|(_, name)| name).collect();
        let mut misfits = self.shape.misfits::<T>(&names);
        if let Some(fields) = self.shape.fields
            && let Err(twice) = self.columns.fill(fields, self.shape.aliased)
        {
            misfits.push(twice);
        }
        if misfits.is_empty() {
            misfits.extend(self.columns.foreign(self.shape.aliased).map(Kind::Foreign));
        }
        misfits
    }

    /// A record as an event.
    #[inline]
    pub(super) fn read(&mut self, record: Record<'_>) -> Result<T, RowError> {
        if self.columns.width != Some(record.len()) {
            self.check_width(record.len())?;
        }
        let columns = &mut self.columns;
        if columns.plan.as_ref().is_none_or(|plan| plan.form == Form::Untried) {
            return self.read_unproven(record);
        }
        T::deserialize(Row { record, columns, rules: &self.rules, flexible: self.flexible })
    }

    /// The same for records of which there are few, or which took their time before: it keeps them out of
    /// the way of those that come in millions.
    #[inline(never)]
    pub(super) fn read_rare(&mut self, record: Record<'_>) -> Result<T, RowError> {
        if self.columns.width != Some(record.len()) {
            self.check_width(record.len())?;
        }
        match self.columns.plan.as_ref() {
            Some(plan) if plan.form != Form::Untried => self.attempt(record),
            _ => self.read_unproven(record),
        }
    }

    /// In files without a header the first record says how many cells there are.
    #[cold]
    fn check_width(&mut self, count: usize) -> Result<(), RowError> {
        let width = *self.columns.width.get_or_insert(count);
        if width == count || self.flexible {
            return Ok(());
        }
        let whole = if self.header { "header" } else { "first record" };
        Err(RowError::value(format!(
            "{}, where the {whole} has {width}; `.flexible(true)` lets that pass",
            cells(count)
        )))
    }

    fn attempt(&mut self, record: Record<'_>) -> Result<T, RowError> {
        T::deserialize(Row {
            record,
            columns: &mut self.columns,
            rules: &self.rules,
            flexible: self.flexible,
        })
    }

    #[inline(never)]
    fn read_unproven(&mut self, record: Record<'_>) -> Result<T, RowError> {
        let struct_ = self.columns.plan.is_some();
        let result = if struct_ { self.try_both(record) } else { self.try_untyped(record) };
        match result {
            Err(error) if self.fits || !self.header => Err(error.of_record()),
            result => {
                self.fits |= result.is_ok();
                result
            }
        }
    }

    /// A struct of which it is not known whether its fields can be filled in their order: the first
    /// good record tells.
    fn try_both(&mut self, record: Record<'_>) -> Result<T, RowError> {
        self.columns.set_form(Form::Sequence);
        let in_order = self.attempt(record);
        if in_order.is_ok() && self.columns.plan.as_ref().is_some_and(|plan| !plan.unread) {
            return in_order;
        }
        self.columns.set_form(Form::Named);
        let named = self.attempt(record);
        if named.is_err() {
            self.columns.set_form(Form::Untried);
        }
        named
    }

    /// A map, or a struct that is filled like one: its cells have no types, and what looks like a
    /// number may be a text.
    fn try_untyped(&mut self, record: Record<'_>) -> Result<T, RowError> {
        let first = self.attempt(record);
        let (Some(before), Err(error)) = (self.columns.untyped, &first) else { return first };
        if error.as_value().is_none() {
            return first;
        }
        let other = if before == Untyped::Guess { Untyped::Text } else { Untyped::Guess };
        self.columns.untyped = Some(other);
        self.attempt(record).or_else(|_| {
            self.columns.untyped = Some(before);
            first
        })
    }
}
