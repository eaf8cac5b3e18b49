//! How many pieces of edges cross between columns (Barth, Jünger and Mutzel, 2002).

use super::levels::Levels;

/// All crossings when each column stands in the given order.
pub(super) fn count(levels: &Levels, order: &[Vec<usize>], places: &[usize]) -> usize {
    let mut ends = Vec::new();
    order
        .windows(2)
        .map(|pair| {
            let [left, right] = pair else { return 0 };
            ends.clear();
            for &cell in left {
                let first = ends.len();
                ends.extend(levels.after[cell].iter().map(|&after| places[after]));
                ends[first..].sort_unstable();
            }
            inversions(&ends, right.len())
        })
        .sum()
}

/// Pairs of which the first is greater, among numbers below `bound`.
fn inversions(numbers: &[usize], bound: usize) -> usize {
    // A binary indexed tree of how often each number came so far.
    let mut tree = vec![0; bound + 1];
    let mut crossings = 0;
    for (so_far, &number) in numbers.iter().enumerate() {
        let mut not_greater = 0;
        let mut index = number + 1;
        while index > 0 {
            not_greater += tree[index];
            index &= index - 1;
        }
        crossings += so_far - not_greater;
        let mut index = number + 1;
        while index <= bound {
            tree[index] += 1;
            index += index & index.wrapping_neg();
        }
    }
    crossings
}

/// Pairs `(a, b)` of two sorted lists with `a > b`: the crossings of the pieces of two cells when
/// the one with `upper` stands above the one with `lower`.
pub(super) fn between(upper: &[usize], lower: &[usize]) -> usize {
    let mut smaller = 0;
    upper
        .iter()
        .map(|a| {
            while lower.get(smaller).is_some_and(|b| b < a) {
                smaller += 1;
            }
            smaller
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Random;
    use super::*;

    #[test]
    fn inversions_are_those_of_the_definition() {
        let mut random = Random(3);
        for _ in 0..100 {
            let numbers: Vec<usize> = (0..random.below(30)).map(|_| random.below(10)).collect();
            let mut expected = 0;
            for (place, a) in numbers.iter().enumerate() {
                expected += numbers[place..].iter().filter(|b| a > b).count();
            }
            assert_eq!(inversions(&numbers, 10), expected, "{numbers:?}");
        }
    }

    #[test]
    fn two_cells_are_compared_by_all_pairs() {
        assert_eq!(between(&[0, 2, 2], &[0, 1, 2]), 4);
        assert_eq!(between(&[], &[1]), 0);
        assert_eq!(between(&[5], &[5]), 0);
    }
}
