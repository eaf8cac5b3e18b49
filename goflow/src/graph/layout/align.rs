//! Cells of different columns that are to stand at one height: the first half of the method of
//! Brandes and Köpf.

use std::collections::HashSet;

use super::levels::Levels;

/// Chains of cells that stand at one height, by the first of each.
pub(super) struct Blocks {
    pub(super) root: Vec<usize>,
}

/// The columns, as one of the four alignments sees them: from the left or the right, from the top
/// or the bottom.
pub(super) struct View<'a> {
    pub(super) columns: Vec<Vec<usize>>,
    pub(super) behind: &'a [Vec<usize>],
}

impl<'a> View<'a> {
    pub(super) fn new(
        levels: &'a Levels,
        order: &[Vec<usize>],
        from_the_right: bool,
        upside_down: bool,
    ) -> Self {
        let mut columns = order.to_vec();
        if from_the_right {
            columns.reverse();
        }
        if upside_down {
            columns.iter_mut().for_each(|column| column.reverse());
        }
        let behind = if from_the_right { &levels.after } else { &levels.before };
        Self { columns, behind }
    }

    /// Aligns each cell with the middle one of its neighbours in the column before it.
    pub(super) fn align(&self, conflicts: &HashSet<(usize, usize)>) -> Blocks {
        let cells = self.behind.len();
        let mut places = vec![0; cells];
        for column in &self.columns {
            for (place, &cell) in column.iter().enumerate() {
                places[cell] = place;
            }
        }
        let mut root: Vec<usize> = (0..cells).collect();
        let mut taken = vec![false; cells];
        for column in &self.columns {
            // Blocks must not cross: the next neighbour lies below the last one that was taken.
            let mut free_from = 0;
            for &cell in column {
                let mut neighbours = self.behind[cell].clone();
                neighbours.sort_by_key(|&other| places[other]);
                let count = neighbours.len();
                if count == 0 {
                    continue;
                }
                for &other in &neighbours[(count - 1) / 2..=count / 2] {
                    let piece = (cell.min(other), cell.max(other));
                    if root[cell] == cell
                        && !taken[other]
                        && places[other] >= free_from
                        && !conflicts.contains(&piece)
                    {
                        taken[other] = true;
                        root[cell] = root[other];
                        free_from = places[other] + 1;
                    }
                }
            }
        }
        Blocks { root }
    }
}

/// Pieces that must not be straight, since they cross a piece of a long edge, which is to be.
pub(super) fn conflicts(levels: &Levels, order: &[Vec<usize>]) -> HashSet<(usize, usize)> {
    let mut places = vec![0; levels.cells.len()];
    for column in order {
        for (place, &cell) in column.iter().enumerate() {
            places[cell] = place;
        }
    }
    // Where the long edge that passes a cell comes from, if one does.
    let inner = |cell: usize| match levels.before[cell][..] {
        [other] if !levels.cells[cell].is_node() && !levels.cells[other].is_node() => {
            Some(places[other])
        }
        _ => None,
    };
    let mut conflicts = HashSet::new();
    for (left, column) in order.iter().zip(order.iter().skip(1)) {
        let mut upper = 0;
        let mut first = 0;
        for place in 0..column.len() {
            let end = inner(column[place]);
            if end.is_none() && place + 1 < column.len() {
                continue;
            }
            let lower = end.unwrap_or(left.len());
            for &cell in &column[first..=place] {
                for &other in &levels.before[cell] {
                    if places[other] < upper || places[other] > lower {
                        conflicts.insert((cell.min(other), cell.max(other)));
                    }
                }
            }
            first = place + 1;
            upper = end.unwrap_or(upper);
        }
    }
    conflicts
}
