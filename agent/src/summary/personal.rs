use conspectus_metadata::PersonalClass;

/// How many values hold each class of personal data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PatternCounts {
    tested: u64,
    matched: [u64; 16],
}

impl PatternCounts {
    /// How many values were looked at: every non-null one.
    pub fn tested(&self) -> u64 {
        self.tested
    }

    /// How many of them validated as `class`. A value may count for several classes.
    pub fn matched(&self, class: PersonalClass) -> u64 {
        self.matched[class as usize]
    }
}
