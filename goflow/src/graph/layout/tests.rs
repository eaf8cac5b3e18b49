//! What every layout keeps: nothing overlaps, no edge runs through a node, and nothing crosses
//! that need not.

use std::collections::BTreeMap;

use super::*;

const NODE: Size = Size { width: 100.0, height: 44.0 };
const LABEL: Size = Size { width: 30.0, height: 16.0 };

pub(super) fn link(from: usize, to: usize) -> Link {
    Link { from, to, weight: 1, label: None, shared: false }
}

/// Numbers that are the same at each run (Marsaglia's xorshift).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }
}

fn labelled(links: &[Link]) -> Vec<Link> {
    links.iter().map(|&link| Link { label: Some(LABEL), ..link }).collect()
}

/// Points along a way, close together.
fn along(way: &Way) -> Vec<Point> {
    let mut points = Vec::new();
    for pair in way.points.windows(2) {
        let [a, b] = pair else { continue };
        let middle = f64::midpoint(a.x, b.x);
        for step in 0..=40 {
            let t = f64::from(step) / 40.0;
            let s = 1.0 - t;
            let (b0, b1, b2, b3) = (s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);
            let x = b0 * a.x + b1 * middle + b2 * middle + b3 * b.x;
            let y = (b0 + b1) * a.y + (b2 + b3) * b.y;
            points.push(Point { x, y });
        }
    }
    points
}

/// The nodes of each column, by the left edge of the column.
fn columns(layout: &Layout) -> BTreeMap<i64, Vec<&Spot>> {
    let mut columns = BTreeMap::<_, Vec<_>>::new();
    for spot in &layout.nodes {
        columns.entry(spot.at.x as i64).or_default().push(spot);
    }
    columns
}

fn inside(spot: &Spot, point: Point) -> bool {
    let (x, y) = (point.x - spot.at.x, point.y - spot.at.y);
    x > 0.5 && x < spot.size.width - 0.5 && y > 0.5 && y < spot.size.height - 0.5
}

fn check(nodes: usize, links: &[Link]) -> Layout {
    let layout = Layout::of(&vec![NODE; nodes], links);
    for (index, a) in layout.nodes.iter().enumerate() {
        for b in &layout.nodes[..index] {
            let beside = a.at.x + a.size.width <= b.at.x || b.at.x + b.size.width <= a.at.x;
            let below = a.at.y + a.size.height <= b.at.y || b.at.y + b.size.height <= a.at.y;
            assert!(beside || below, "{a:?} and {b:?} overlap");
        }
        let (right, bottom) = (a.at.x + a.size.width, a.at.y + a.size.height);
        assert!(a.at.x >= 0.0 && a.at.y >= 0.0, "{a:?}");
        assert!(right <= layout.size.width && bottom <= layout.size.height, "{a:?}");
    }
    let columns = columns(&layout);
    for (way, link) in layout.ways.iter().zip(links) {
        assert_eq!(way.label.is_some(), link.label.is_some());
        for point in along(way) {
            let near =
                columns.range(..=point.x as i64).next_back().map_or(&[][..], |(_, spots)| spots);
            let hit = near.iter().find(|spot| inside(spot, point));
            assert_eq!(hit, None, "{link:?} at {point:?} by {:?}", way.points);
        }
    }
    layout
}

/// How many pieces cross, of all parts.
fn crossings(nodes: usize, links: &[Link]) -> usize {
    let mut sum = 0;
    for part in components::components(nodes, links) {
        let ranks = rank::ranks(&part, links);
        let levels = Levels::new(&part, &ranks, &vec![NODE; nodes], links);
        let order = order::order(&levels);
        let mut places = vec![0; levels.cells.len()];
        for column in &order {
            for (place, &cell) in column.iter().enumerate() {
                places[cell] = place;
            }
        }
        sum += crossings::count(&levels, &order, &places);
    }
    sum
}

#[test]
fn nothing_is_a_picture_too() {
    assert_eq!(check(0, &[]).size, Size::default());
    assert_eq!(check(1, &[]).size, NODE);
}

#[test]
fn a_chain_is_a_straight_line() {
    let links: Vec<Link> = (1..6).map(|node| link(node - 1, node)).collect();
    for links in [labelled(&links), links] {
        let layout = check(6, &links);
        assert_eq!(layout.size.height, NODE.height);
        assert!(layout.nodes.windows(2).all(|pair| pair[0].at.x < pair[1].at.x));
        assert!(layout.ways.iter().flat_map(|way| &way.points).all(|point| point.y == 22.0));
    }
}

#[test]
fn a_fork_stands_in_the_middle_of_what_it_feeds() {
    let layout = check(4, &[link(0, 1), link(0, 2), link(0, 3)]);
    assert_eq!(layout.nodes[0].at.y, layout.nodes[2].at.y);
    let layout = check(3, &[link(0, 1), link(0, 2)]);
    let between = f64::midpoint(layout.nodes[1].at.y, layout.nodes[2].at.y);
    assert_eq!(layout.nodes[0].at.y, between);
}

#[test]
fn parts_stand_one_below_the_other() {
    let layout = check(4, &[link(0, 1), link(2, 3)]);
    assert_eq!(layout.nodes[0].at.x, layout.nodes[2].at.x);
    assert!(layout.nodes[2].at.y >= layout.nodes[1].at.y + NODE.height + BETWEEN_PARTS);
}

#[test]
fn trees_of_either_direction_have_no_crossings() {
    let mut random = Random(1);
    for _ in 0..60 {
        let nodes = 2 + random.below(50);
        let out: Vec<Link> = (1..nodes).map(|node| link(random.below(node), node)).collect();
        let into: Vec<Link> =
            out.iter().map(|link| Link { from: link.to, to: link.from, ..*link }).collect();
        assert_eq!(crossings(nodes, &out), 0, "{out:?}");
        assert_eq!(crossings(nodes, &into), 0, "{into:?}");
        check(nodes, &labelled(&out));
        check(nodes, &into);
    }
}

/// A graph of columns that was drawn without crossings: edges go on from where the last one ended.
fn planar(random: &mut Random, columns: usize, rows: usize) -> (usize, Vec<Link>) {
    // Each edge has the same length, so the columns are these again.
    let names: Vec<Vec<usize>> = (0..columns)
        .map(|column| {
            let mut names: Vec<usize> = (0..rows).map(|row| column * rows + row).collect();
            for place in (1..rows).rev() {
                names.swap(place, random.below(place + 1));
            }
            names
        })
        .collect();
    let mut links = Vec::new();
    for pair in names.windows(2) {
        let (mut left, mut right) = (0, 0);
        links.push(link(pair[0][0], pair[1][0]));
        while left + 1 < rows || right + 1 < rows {
            match random.below(3) {
                0 if left + 1 < rows => left += 1,
                1 if right + 1 < rows => right += 1,
                2 if left + 1 < rows && right + 1 < rows => {
                    left += 1;
                    right += 1;
                }
                _ => continue,
            }
            links.push(link(pair[0][left], pair[1][right]));
        }
    }
    (columns * rows, links)
}

#[test]
fn what_can_be_drawn_without_crossings_is() {
    let mut random = Random(5);
    let mut crossed = 0;
    for _ in 0..100 {
        let (columns, rows) = (2 + random.below(6), 1 + random.below(6));
        let (nodes, links) = planar(&mut random, columns, rows);
        crossed += usize::from(crossings(nodes, &links) > 0);
        check(nodes, &links);
    }
    assert_eq!(crossed, 0, "of 100");
}

#[test]
fn graphs_of_all_sorts_are_drawn_without_overlaps() {
    let mut random = Random(9);
    for round in 0..12 {
        let nodes = 1 + random.below(40);
        let links: Vec<Link> = (0..random.below(80))
            .map(|_| {
                let (from, to) = (random.below(nodes), random.below(nodes));
                // Every other round without cycles.
                let (from, to) =
                    if round % 2 == 0 { (from.min(to), from.max(to)) } else { (from, to) };
                let label = (random.below(2) == 0 && from != to).then_some(LABEL);
                Link { label, shared: random.below(3) == 0, ..link(from, to) }
            })
            .filter(|link| link.from != link.to)
            .collect();
        check(nodes, &links);
    }
}

#[test]
fn an_edge_from_a_node_to_itself_has_a_way() {
    let layout = Layout::of(&[NODE], &[link(0, 0)]);
    assert_eq!(layout.ways[0].points.len(), 4);
}

#[test]
fn a_thousand_nodes_take_no_minute() {
    let mut random = Random(11);
    let mut links: Vec<Link> =
        (1..1000).map(|node| link(node - 1 - random.below(node.min(30)), node)).collect();
    for node in 1..1000 {
        links.push(link(node - 1 - random.below(node.min(30)), node));
    }
    let started = std::time::Instant::now();
    let layout = check(1000, &labelled(&links));
    let mut rows = BTreeMap::<i64, f64>::new();
    for spot in &layout.nodes {
        *rows.entry(spot.at.x as i64).or_default() += 1.0;
    }
    let highest = rows.values().copied().fold(0.0, f64::max) * NODE.height;
    assert!(layout.size.height < 8.0 * highest, "{} for {highest}", layout.size.height);
    // Alone and optimised it is below a second; tests are neither.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_thousand_nodes_that_all_feed_the_last_one() {
    let mut links: Vec<Link> = (1..1000).map(|node| link(node - 1, node)).collect();
    links.extend((0..998).map(|node| link(node, 999)));
    let layout = check(1000, &links);
    assert!(layout.size.height < 1000.0);
    // Straight on all the way, the others' and their own.
    assert!(layout.ways.iter().all(|way| way.points.len() < 12));
}
