//! `only`: which rows pass.

use std::fmt;
use std::ops::Not;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A column, to be compared: `col("year").ge(2013)`.
///
/// ```
/// use goflow::prelude::*;
///
/// let only = col("year").ge(2013).and(col("tail").is_not_null().or(col("carrier").ne("UA")));
/// assert_eq!(
///     only.to_string(),
///     "year >= 2013 and (tail is not null or carrier != 'UA')",
/// );
/// ```
pub fn col(name: impl Into<String>) -> Col {
    Col(name.into())
}

/// A column that is compared: made by [`col`].
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Col(String);

/// A condition on rows: made by the methods of [`Col`].
///
/// A comparison with what is nothing is neither true nor false, as in SQL: such a row does not pass,
/// nor does it under `not`. Floats are compared as in Rust: what is no number is neither less nor greater
/// than anything, nor equal to it.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Only(pub(super) Node);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Compare(String, Op, Literal),
    In(String, Vec<Literal>),
    IsNull(String),
    /// The same for all rows of a file; `None` is neither.
    Known(Option<bool>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Not(Box<Node>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// What a column is compared with.
///
/// ```
/// use goflow::parquet::Literal;
///
/// assert_eq!(Literal::from(7_u8), Literal::Int(7));
/// assert_eq!(Literal::from("UA"), Literal::Text("UA".into()));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Literal {
    /// Any integer.
    Int(i128),
    /// `f32`, `f64`
    Float(f64),
    /// `bool`
    Bool(bool),
    /// `&str`, `String`
    Text(String),
    /// `&[u8]`, `Vec<u8>`
    Bytes(Vec<u8>),
    /// `NaiveDate`
    Date(NaiveDate),
    /// `NaiveTime`
    Time(NaiveTime),
    /// `NaiveDateTime`: of columns without a zone.
    Local(NaiveDateTime),
    /// `DateTime<Utc>`: of columns with a zone.
    Instant(DateTime<Utc>),
    /// `Uuid`
    Uuid(Uuid),
    /// `Decimal`
    Decimal(Decimal),
}

macro_rules! literals {
    ($($type:ty => $kind:ident($value:ident) $with:expr;)*) => {$(
        impl From<$type> for Literal {
            fn from($value: $type) -> Self {
                Self::$kind($with)
            }
        }
    )*};
}
literals! {
    i8 => Int(v) v.into(); i16 => Int(v) v.into(); i32 => Int(v) v.into(); i64 => Int(v) v.into();
    u8 => Int(v) v.into(); u16 => Int(v) v.into(); u32 => Int(v) v.into(); u64 => Int(v) v.into();
    f32 => Float(v) v.into(); f64 => Float(v) v; bool => Bool(v) v;
    &str => Text(v) v.into(); String => Text(v) v; &String => Text(v) v.clone();
    &[u8] => Bytes(v) v.into(); Vec<u8> => Bytes(v) v;
    NaiveDate => Date(v) v; NaiveTime => Time(v) v; NaiveDateTime => Local(v) v;
    DateTime<Utc> => Instant(v) v; Uuid => Uuid(v) v; Decimal => Decimal(v) v;
}

macro_rules! comparisons {
    ($($method:ident $op:ident $sign:literal;)*) => {$(
        #[doc = concat!("The column ", $sign, " `value`.")]
        pub fn $method(self, value: impl Into<Literal>) -> Only {
            Only(Node::Compare(self.0, Op::$op, value.into()))
        }
    )*};
}

#[allow(clippy::should_implement_trait, reason = "they give conditions, and no `bool`")]
impl Col {
    comparisons! {
        eq Eq "=";
        ne Ne "≠";
        lt Lt "<";
        le Le "≤";
        gt Gt ">";
        ge Ge "≥";
    }

    /// The column has no value.
    pub fn is_null(self) -> Only {
        Only(Node::IsNull(self.0))
    }

    /// The column has a value.
    pub fn is_not_null(self) -> Only {
        self.is_null().not()
    }

    /// The column is one of `values`.
    pub fn in_list<L: Into<Literal>>(self, values: impl IntoIterator<Item = L>) -> Only {
        Only(Node::In(self.0, values.into_iter().map(Into::into).collect()))
    }
}

impl Only {
    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        Self(Node::And(Box::new(self.0), Box::new(other.0)))
    }

    /// One of them holds, or both.
    pub fn or(self, other: Self) -> Self {
        Self(Node::Or(Box::new(self.0), Box::new(other.0)))
    }

    /// It does not hold.
    #[allow(clippy::should_implement_trait, reason = "it is that trait's, without an import")]
    pub fn not(self) -> Self {
        Self(Node::Not(Box::new(self.0)))
    }

    pub(super) fn both(first: Option<Self>, second: Self) -> Self {
        match first {
            Some(first) => first.and(second),
            None => second,
        }
    }
}

impl Not for Only {
    type Output = Self;
    fn not(self) -> Self {
        Self::not(self)
    }
}

impl fmt::Display for Only {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Node {
    /// The same of columns with other names, where `other` gives one.
    pub(super) fn renamed(&self, other: &dyn Fn(&str) -> Option<String>) -> Self {
        let new = |name: &String| other(name).unwrap_or_else(|| name.clone());
        let inner = |node: &Self| Box::new(node.renamed(other));
        match self {
            Self::Compare(name, op, value) => Self::Compare(new(name), *op, value.clone()),
            Self::In(name, values) => Self::In(new(name), values.clone()),
            Self::IsNull(name) => Self::IsNull(new(name)),
            Self::Known(truth) => Self::Known(*truth),
            Self::And(a, b) => Self::And(inner(a), inner(b)),
            Self::Or(a, b) => Self::Or(inner(a), inner(b)),
            Self::Not(node) => Self::Not(inner(node)),
        }
    }

    /// In parentheses where it stands beside others.
    fn part(&self) -> String {
        match self {
            Self::And(..) | Self::Or(..) => format!("({self})"),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(column, op, value) => write!(f, "{column} {op} {value}"),
            Self::In(column, values) => {
                let values: Vec<_> = values.iter().map(Literal::to_string).collect();
                write!(f, "{column} in ({})", values.join(", "))
            }
            Self::IsNull(column) => write!(f, "{column} is null"),
            Self::Known(truth) => write!(f, "{truth:?}"),
            Self::And(a, b) => write!(f, "{} and {}", a.part(), b.part()),
            Self::Or(a, b) => write!(f, "{} or {}", a.part(), b.part()),
            Self::Not(inner) => match &**inner {
                Self::IsNull(column) => write!(f, "{column} is not null"),
                inner => write!(f, "not ({inner})"),
            },
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        })
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Bool(value) => value.fmt(f),
            Self::Text(value) => write!(f, "'{value}'"),
            Self::Bytes(value) => write!(f, "{value:02x?}"),
            Self::Date(value) => value.fmt(f),
            Self::Time(value) => value.fmt(f),
            Self::Local(value) => value.fmt(f),
            Self::Instant(value) => value.fmt(f),
            Self::Uuid(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
        }
    }
}
