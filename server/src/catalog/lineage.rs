use std::collections::HashSet;

use conspectus_metadata::Relation;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::VersionSummary;

/// What a version came from and what came from it, as far as asked.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Lineage {
    /// The version asked about.
    pub root: Uuid,
    pub nodes: Vec<VersionSummary>,
    pub edges: Vec<Edge>,
    /// True when the graph goes on beyond what is shown.
    pub truncated: bool,
}

/// The version `from` stands in `relation` to the version `to`: it was derived from it, trained on it, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
pub struct Edge {
    pub from: Uuid,
    pub to: Uuid,
    pub relation: Relation,
}

/// Which way a walk goes from its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards what versions came from.
    Upstream,
    /// Towards what came from them.
    Downstream,
}

impl Direction {
    const fn ends(self, edge: &Edge) -> (Uuid, Uuid) {
        match self {
            Self::Upstream => (edge.from, edge.to),
            Self::Downstream => (edge.to, edge.from),
        }
    }
}

/// A walk from one version, level by level, nearest first, bounded in depth and in versions seen.
///
/// The caller reads the edges that leave [`Walk::frontier`] and gives them to [`Walk::advance`] until the frontier is
/// empty. Cycles end by themselves: a version is entered once.
#[derive(Debug)]
pub struct Walk {
    direction: Direction,
    frontier: Vec<Uuid>,
    seen: Vec<Uuid>,
    known: HashSet<Uuid>,
    levels_left: u32,
    most: usize,
    truncated: bool,
}

impl Walk {
    pub fn new(root: Uuid, direction: Direction, depth: u32, most: usize) -> Self {
        Self {
            direction,
            frontier: vec![root],
            seen: Vec::new(),
            known: HashSet::from([root]),
            levels_left: depth,
            most,
            truncated: false,
        }
    }

    /// The versions whose edges are wanted next.
    pub fn frontier(&self) -> &[Uuid] {
        &self.frontier
    }

    /// Takes the edges that leave the frontier and steps over them.
    pub fn advance(&mut self, edges: &[Edge]) {
        let mut next = Vec::new();
        for edge in edges {
            let (_, reached) = self.direction.ends(edge);
            if self.known.contains(&reached) {
                continue;
            }
            if self.levels_left == 0 || self.seen.len() >= self.most {
                self.truncated = true;
                continue;
            }
            self.known.insert(reached);
            self.seen.push(reached);
            next.push(reached);
        }
        self.levels_left = self.levels_left.saturating_sub(1);
        self.frontier = next;
    }

    /// The versions reached, nearest first, without the root.
    pub fn seen(&self) -> &[Uuid] {
        &self.seen
    }

    /// Whether the graph goes on beyond what was seen.
    pub const fn truncated(&self) -> bool {
        self.truncated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn walk(edges: &[(u128, u128)], direction: Direction, depth: u32, most: usize) -> (Vec<u128>, bool) {
        let edges: Vec<Edge> = edges
            .iter()
            .map(|(from, to)| Edge { from: version(*from), to: version(*to), relation: Relation::DerivedFrom })
            .collect();
        let mut walk = Walk::new(version(1), direction, depth, most);
        while !walk.frontier().is_empty() {
            let leaving: Vec<Edge> =
                edges.iter().filter(|edge| walk.frontier().contains(&direction.ends(edge).0)).copied().collect();
            walk.advance(&leaving);
        }
        (walk.seen().iter().map(Uuid::as_u128).collect(), walk.truncated())
    }

    #[test]
    fn both_directions_are_walked_apart() {
        let edges = [(1, 2), (2, 3), (4, 1), (5, 2)];
        assert_eq!(walk(&edges, Direction::Upstream, 10, 99), (vec![2, 3], false));
        assert_eq!(walk(&edges, Direction::Downstream, 10, 99), (vec![4], false));
    }

    #[test]
    fn the_nearest_are_kept_when_the_depth_ends() {
        let chain = [(1, 2), (2, 3), (3, 4)];
        assert_eq!(walk(&chain, Direction::Upstream, 2, 99), (vec![2, 3], true));
        assert_eq!(walk(&chain, Direction::Upstream, 3, 99), (vec![2, 3, 4], false));
    }

    #[test]
    fn the_number_of_versions_is_bounded() {
        let fan = [(1, 2), (1, 3), (1, 4)];
        assert_eq!(walk(&fan, Direction::Upstream, 10, 2), (vec![2, 3], true));
        assert_eq!(walk(&fan, Direction::Upstream, 10, 3), (vec![2, 3, 4], false));
    }

    #[test]
    fn a_cycle_ends() {
        assert_eq!(walk(&[(1, 2), (2, 1)], Direction::Upstream, 100, 99), (vec![2], false));
    }

    #[test]
    fn depth_nought_shows_the_version_alone() {
        assert_eq!(walk(&[(1, 2)], Direction::Upstream, 0, 99), (vec![], true));
    }
}
