//! How large things are: in a picture that stands alone, and on the live page, where numbers are
//! written on nodes and edges.

use super::text::{cells, shortened};
use crate::graph::layout::{Link, Size, Spot};
use crate::graph::{Edge, Kind, Label, Node};

/// The width of a character of a name, of 13 px in a font of even width.
const NAME: f64 = 7.85;
/// Of settings and labels, of 11 px.
const SMALL: f64 = 6.65;
const PADDING: f64 = 14.0;
/// What the round end of a source or an output takes more.
const ROUND: f64 = 6.0;

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) enum Look {
    /// A file of its own.
    Alone,
    #[cfg_attr(not(any(feature = "metrics", test)), allow(dead_code))]
    /// A part of the live page, which has the colours, and writes the numbers.
    Live,
}

impl Look {
    pub(super) fn stands_alone(self) -> bool {
        self == Self::Alone
    }

    /// For a screen reader: one image, or something to go about in.
    pub(super) fn role(self) -> &'static str {
        if self.stands_alone() { "img" } else { "group" }
    }

    pub(super) fn node(self, node: &Node) -> Size {
        let name = cells(&shortened(&node.name)) * NAME;
        let settings = cells(&node.settings()) * SMALL;
        let round = if node.kind == Kind::Task { 0.0 } else { ROUND };
        let width = (name.max(settings) + 2.0 * PADDING + round).ceil();
        match self {
            Self::Alone => Size { width: width.max(72.0), height: 46.0 },
            Self::Live => Size { width: width.max(178.0), height: 80.0 },
        }
    }

    pub(super) fn label(self, label: &str) -> Size {
        let text = cells(&shortened(label)) * SMALL;
        match self {
            Self::Alone => Size { width: (text + 12.0).ceil(), height: 17.0 },
            // A rate stands behind it, and below it a bar.
            Self::Live => Size { width: (text + 66.0).ceil(), height: 32.0 },
        }
    }

    pub(super) fn link(self, edge: &Edge) -> Link {
        let shown = self == Self::Live || edge.label != Label::Main;
        Link {
            from: edge.from,
            to: edge.to,
            weight: if edge.label == Label::Err { 1 } else { 2 },
            label: shown.then(|| self.label(edge.label.as_str())),
            shared: edge.label == Label::Err,
        }
    }

    /// Where the text of a node begins, or its middle.
    pub(super) fn text_x(self, spot: &Spot) -> f64 {
        match self {
            Self::Alone => spot.at.x + spot.size.width / 2.0,
            Self::Live => spot.at.x + PADDING,
        }
    }

    /// The base lines of name and settings.
    pub(super) fn rows(self, spot: &Spot) -> [f64; 2] {
        match self {
            Self::Alone => [spot.at.y + 20.0, spot.at.y + 36.0],
            Self::Live => [spot.at.y + 20.0, spot.at.y + 35.0],
        }
    }
}
