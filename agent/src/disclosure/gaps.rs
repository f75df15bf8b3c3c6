use conspectus_metadata::{Rule, Withheld, WithheldFigure};

/// What was withheld or coarsened so far, each figure and rule once.
#[derive(Debug, Default)]
pub(super) struct Gaps(Vec<Withheld>);

impl Gaps {
    /// The figure is not published.
    pub(super) fn withhold(&mut self, figure: WithheldFigure, rule: Rule) {
        self.add(Withheld { figure, rule, coarsened: false });
    }

    /// Something less exact is published instead.
    pub(super) fn coarsen(&mut self, figure: WithheldFigure, rule: Rule) {
        self.add(Withheld { figure, rule, coarsened: true });
    }

    fn add(&mut self, gap: Withheld) {
        if !self.0.contains(&gap) {
            self.0.push(gap);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Withheld> {
        self.0
    }
}
