//! Whole numbers as their distances from the least one.

use arrow_buffer::Buffer;
use parquet::errors::ParquetError;

use super::bytes::{Bytes, damaged};

/// Numbers of `width` bytes, 1, 2, 4 or 8: the least one, how many bytes each distance has, and these.
pub(super) fn put(numbers: &[u8], width: usize, out: &mut Vec<u8>) -> Option<()> {
    match width {
        1 => put_all(numbers.iter().map(|n| n.cast_signed().into()), out),
        2 => put_all(numbers.as_chunks().0.iter().map(|n| i16::from_le_bytes(*n).into()), out),
        4 => put_all(numbers.as_chunks().0.iter().map(|n| i32::from_le_bytes(*n).into()), out),
        8 => put_all(numbers.as_chunks().0.iter().map(|n| i64::from_le_bytes(*n)), out),
        _ => return None,
    }
    Some(())
}

/// Offsets of `width` bytes, which begin at 0, as the lengths between them. Gives the sum of these.
pub(super) fn put_lengths(
    offsets: &[u8],
    width: usize,
    rows: usize,
    out: &mut Vec<u8>,
) -> Option<usize> {
    // No rows may have no offsets either.
    let offsets = if rows == 0 { &[] } else { offsets.get(..(rows + 1) * width)? };
    match width {
        4 => put_steps(offsets.as_chunks().0, |n| i32::from_le_bytes(n).into(), out),
        8 => put_steps(offsets.as_chunks().0, i64::from_le_bytes, out),
        _ => None,
    }
}

fn put_steps<const W: usize>(
    offsets: &[[u8; W]],
    number: impl Fn([u8; W]) -> i64 + Copy,
    out: &mut Vec<u8>,
) -> Option<usize> {
    let of = |at: Option<&[u8; W]>| at.map_or(0, |offset| number(*offset));
    if of(offsets.first()) != 0 {
        return None;
    }
    let later = offsets.get(1..).unwrap_or_default();
    put_all(offsets.iter().zip(later).map(|(a, b)| number(*b) - number(*a)), out);
    usize::try_from(of(offsets.last())).ok()
}

fn put_all(numbers: impl ExactSizeIterator<Item = i64> + Clone, out: &mut Vec<u8>) {
    let (least, most) =
        numbers.clone().fold((i64::MAX, i64::MIN), |(least, most), n| (least.min(n), most.max(n)));
    // Of no numbers the least is above the most.
    let span = if least > most { 0 } else { most.wrapping_sub(least).cast_unsigned() };
    let width = 8 - span.leading_zeros() as usize / 8;
    out.extend(least.to_le_bytes());
    out.push(width as u8);
    let distances = numbers.map(|n| n.wrapping_sub(least).cast_unsigned());
    match width {
        0 => {}
        1 => put_each::<1>(distances, out),
        2 => put_each::<2>(distances, out),
        3 => put_each::<3>(distances, out),
        4 => put_each::<4>(distances, out),
        5 => put_each::<5>(distances, out),
        6 => put_each::<6>(distances, out),
        7 => put_each::<7>(distances, out),
        _ => put_each::<8>(distances, out),
    }
}

fn put_each<const W: usize>(distances: impl ExactSizeIterator<Item = u64>, out: &mut Vec<u8>) {
    let (begin, count) = (out.len(), distances.len());
    out.resize(begin + count * W, 0);
    let room = out.get_mut(begin..).unwrap_or_default();
    for (bytes, distance) in room.as_chunks_mut::<W>().0.iter_mut().zip(distances) {
        if let Some(low) = distance.to_le_bytes().first_chunk() {
            *bytes = *low;
        }
    }
}

/// Gets back what [`put`] has put down.
pub(super) fn get(from: &mut Bytes<'_>, width: usize, rows: usize) -> Result<Buffer, ParquetError> {
    Ok(match width {
        1 => Buffer::from_vec(get_all(from, rows, |n| n as i8)?),
        2 => Buffer::from_vec(get_all(from, rows, |n| n as i16)?),
        4 => Buffer::from_vec(get_all(from, rows, |n| n as i32)?),
        8 => Buffer::from_vec(get_all(from, rows, |n| n)?),
        _ => return Err(damaged()),
    })
}

/// Gets back the offsets that [`put_lengths`] has put down, and the last one.
pub(super) fn get_lengths(
    from: &mut Bytes<'_>,
    width: usize,
    rows: usize,
) -> Result<(Buffer, usize), ParquetError> {
    let mut end = 0_i64;
    let lengths = get_all(from, rows, |length| {
        end = end.wrapping_add(length);
        end
    })?;
    let ends = std::iter::once(0).chain(lengths);
    let offsets = match width {
        4 => ends.map(|end| end as i32).collect(),
        8 => ends.collect(),
        _ => return Err(damaged()),
    };
    Ok((offsets, usize::try_from(end).map_err(|_| damaged())?))
}

fn get_all<T>(
    from: &mut Bytes<'_>,
    rows: usize,
    mut number: impl FnMut(i64) -> T,
) -> Result<Vec<T>, ParquetError> {
    let least = from.number()?;
    let width = from.one()?;
    let distances = from.take(rows * usize::from(width))?;
    let number = |distance: u64| number(least.wrapping_add(distance.cast_signed()));
    Ok(match width {
        0 => std::iter::repeat_n(0, rows).map(number).collect(),
        1 => get_each::<1, T>(distances, number),
        2 => get_each::<2, T>(distances, number),
        3 => get_each::<3, T>(distances, number),
        4 => get_each::<4, T>(distances, number),
        5 => get_each::<5, T>(distances, number),
        6 => get_each::<6, T>(distances, number),
        7 => get_each::<7, T>(distances, number),
        8 => get_each::<8, T>(distances, number),
        _ => return Err(damaged()),
    })
}

fn get_each<const W: usize, T>(distances: &[u8], number: impl FnMut(u64) -> T) -> Vec<T> {
    let distances = distances.as_chunks::<W>().0.iter().map(|bytes| {
        let mut wide = [0; 8];
        if let Some(low) = wide.first_chunk_mut() {
            *low = *bytes;
        }
        u64::from_le_bytes(wide)
    });
    distances.map(number).collect()
}
