//! Where on the page the article is.
//!
//! Every box is weighed by the best run of its contents; the greatest sum wins. Then the place narrows down to boxes
//! within, while nearly all of the sum stays.

use std::ops::Range;

use super::outline::{Element, Outline};
use super::weigh::Sums;

/// Of the sum, in per cent, that a box within must hold to be preferred. With less, parts of a text that stands in two
/// boxes would be lost; with more, a sentence in the footer of the page would bring all that is between.
const KEPT: i64 = 90;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub blocks: Range<usize>,
    sum: i64,
}

pub fn of(outline: &Outline, weights: &Sums) -> Place {
    let runs: Vec<Place> = (0..outline.elements.len()).map(|at| best_run(outline, weights, at)).collect();
    let heaviest = (0..runs.len()).max_by_key(|&at| runs.get(at).map(|run| run.sum));
    let mut best = heaviest.unwrap_or_default();
    while let Some(within) = narrower(outline, &runs, best) {
        best = within;
    }
    runs.into_iter().nth(best).unwrap_or_default()
}

/// The run of an element's children, and of its own blocks between them, that weighs most.
fn best_run(outline: &Outline, weights: &Sums, at: usize) -> Place {
    let Some(element) = outline.elements.get(at).filter(|element| element.layout.is_box()) else {
        return Place::default();
    };
    let mut best = Place::default();
    let (mut sum, mut start) = (0, element.blocks.start);
    let mut units = Units { outline, element, child: at + 1, block: element.blocks.start };
    while let Some(unit) = units.next() {
        if sum < 0 {
            (sum, start) = (0, unit.start);
        }
        sum += weights.within(&unit);
        if sum >= best.sum {
            best = Place { blocks: start..unit.end, sum };
        }
    }
    best
}

/// The children of an element as ranges of blocks, each block of its own between them as one.
struct Units<'a> {
    outline: &'a Outline,
    element: &'a Element,
    child: usize,
    block: usize,
}

impl Units<'_> {
    fn next(&mut self) -> Option<Range<usize>> {
        if self.block >= self.element.blocks.end {
            return None;
        }
        let start = self.block;
        self.block = start + 1;
        while self.child < self.element.end {
            let child = self.outline.elements.get(self.child)?;
            if child.blocks.start > start {
                break;
            }
            if child.blocks.end > start {
                self.block = child.blocks.end;
                break;
            }
            self.child = child.end.max(self.child + 1);
        }
        Some(start..self.block)
    }
}

/// A box within that holds nearly as much.
fn narrower(outline: &Outline, runs: &[Place], at: usize) -> Option<usize> {
    let sum = runs.get(at)?.sum;
    let end = outline.elements.get(at)?.end;
    let keeps = |run: &Place| sum > 0 && run.sum * 100 >= sum * KEPT;
    (at + 1..end).find(|&within| runs.get(within).is_some_and(keeps))
}
