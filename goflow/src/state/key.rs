//! `Key`: what events may be grouped by.

use std::hash::Hasher;

use super::prefetch::prefetch;

/// What a `-[key …]->` edge may group events by: integers, `bool`, `char`, strings, bytes, tuples,
/// options, and types with `#[derive(Key)]`; with a format's feature also `chrono`'s dates and times, with
/// `avro` or `parquet` uuids.
///
/// Floats are no keys: `NaN` is not equal to itself, and `0.0` and `-0.0` are.
///
/// ```
/// use goflow::Key;
///
/// #[derive(Key)]
/// struct Seat { row: u8, name: char }
///
/// let a = Seat { row: 7, name: 'C' };
/// assert!(a.same(&Seat { row: 7, name: 'C' }));
/// assert!(!a.same(&Seat { row: 7, name: 'D' }));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a key",
    label = "this is no key",
    note = "keys are integers, `bool`, `char`, strings, bytes, tuples and options of these, and types with `#[derive(Key)]`"
)]
pub trait Key: Send + 'static {
    /// Equality, as the key's store sees it.
    fn same(&self, other: &Self) -> bool;

    /// Feeds the in-memory hash.
    fn feed<H: Hasher>(&self, hasher: &mut H);

    /// Appends the bytes that route the key: fixed width integers in big-endian order, text as
    /// UTF-8, as Kafka's serializers have them. A part of a larger key stands behind its length.
    fn write(&self, bytes: &mut Vec<u8>);

    /// Has what the key points to, if anything, come into the cache: it is compared soon.
    #[inline(always)]
    fn prefetch(&self) {}

    /// The routing bytes, without a copy where the key already is bytes.
    #[inline]
    fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R
    where
        Self: Sized,
    {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        f(&bytes)
    }
}

macro_rules! integers {
    ($($t:ty),*) => {$(
        impl Key for $t {
            #[inline]
            fn same(&self, other: &Self) -> bool { self == other }
            #[inline]
            fn feed<H: Hasher>(&self, hasher: &mut H) { std::hash::Hash::hash(self, hasher) }
            #[inline]
            fn write(&self, bytes: &mut Vec<u8>) { bytes.extend_from_slice(&self.to_be_bytes()) }
            #[inline]
            fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R { f(&self.to_be_bytes()) }
        }
    )*};
}
integers!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

impl Key for bool {
    fn same(&self, other: &Self) -> bool {
        self == other
    }
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u8(u8::from(*self));
    }
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }
}

impl Key for char {
    fn same(&self, other: &Self) -> bool {
        self == other
    }
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u32(u32::from(*self));
    }
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

impl Key for () {
    fn same(&self, (): &Self) -> bool {
        true
    }
    fn feed<H: Hasher>(&self, _: &mut H) {}
    fn write(&self, _: &mut Vec<u8>) {}
}

macro_rules! texts {
    ($($t:ty),*) => {$(
        impl Key for $t {
            #[inline]
            fn same(&self, other: &Self) -> bool { self == other }
            #[inline]
            fn feed<H: Hasher>(&self, hasher: &mut H) { hasher.write(self.as_bytes()) }
            #[inline]
            fn write(&self, bytes: &mut Vec<u8>) { bytes.extend_from_slice(self.as_bytes()) }
            #[inline(always)]
            fn prefetch(&self) { prefetch(self.as_ptr()) }
            #[inline]
            fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R { f(self.as_bytes()) }
        }
    )*};
}
texts!(String, Box<str>, std::sync::Arc<str>, &'static str);

macro_rules! blobs {
    ($($t:ty),*) => {$(
        impl Key for $t {
            #[inline]
            fn same(&self, other: &Self) -> bool { self == other }
            #[inline]
            fn feed<H: Hasher>(&self, hasher: &mut H) { hasher.write(self) }
            #[inline]
            fn write(&self, bytes: &mut Vec<u8>) { bytes.extend_from_slice(self) }
            #[inline(always)]
            fn prefetch(&self) { prefetch(self.as_ptr()) }
            #[inline]
            fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R { f(self) }
        }
    )*};
}
blobs!(Vec<u8>, Box<[u8]>, std::sync::Arc<[u8]>, &'static [u8]);

impl<const N: usize> Key for [u8; N] {
    fn same(&self, other: &Self) -> bool {
        self == other
    }
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        hasher.write(self);
    }
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self);
    }
}

impl<K: Key> Key for Option<K> {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        }
    }
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u8(u8::from(self.is_some()));
        if let Some(key) = self {
            key.feed(hasher);
        }
    }
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self.is_some()));
        if let Some(key) = self {
            key.write(bytes);
        }
    }
}

/// Appends one part of a larger key behind its length, so that `("ab", "c")` is not `("a", "bc")`.
fn write_part<K: Key>(key: &K, bytes: &mut Vec<u8>) {
    part(bytes, |bytes| key.write(bytes));
}

/// The same of a part that `write` appends.
pub fn part(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 4]);
    write(bytes);
    let length = u32::try_from(bytes.len() - start - 4).unwrap_or(u32::MAX).to_be_bytes();
    if let Some(place) = bytes.get_mut(start..start + 4) {
        place.copy_from_slice(&length);
    }
}

macro_rules! tuples {
    ($($name:ident $other:ident),*) => {
        impl<$($name: Key),*> Key for ($($name,)*) {
            #[allow(non_snake_case)]
            fn same(&self, other: &Self) -> bool {
                let ($($name,)*) = self;
                let ($($other,)*) = other;
                true $(&& $name.same($other))*
            }
            #[allow(non_snake_case)]
            #[inline(always)]
            fn prefetch(&self) {
                let ($($name,)*) = self;
                $($name.prefetch();)*
            }
            #[allow(non_snake_case)]
            fn feed<HH: Hasher>(&self, hasher: &mut HH) {
                let ($($name,)*) = self;
                $($name.feed(hasher);)*
            }
            #[allow(non_snake_case)]
            fn write(&self, bytes: &mut Vec<u8>) {
                let ($($name,)*) = self;
                $(write_part($name, bytes);)*
            }
        }
    };
}
tuples!(A a);
tuples!(A a, B b);
tuples!(A a, B b, C c);
tuples!(A a, B b, C c, D d);
tuples!(A a, B b, C c, D d, E e);
tuples!(A a, B b, C c, D d, E e, F f);
tuples!(A a, B b, C c, D d, E e, F f, G g);
tuples!(A a, B b, C c, D d, E e, F f, G g, H h);
