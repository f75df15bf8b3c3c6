/// What a workspace's key is for. Each purpose has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyPurpose {
    /// Seals bodies.
    Content,
    /// Keys the blind index.
    Index,
    /// Signs audit events.
    Audit,
    /// Seals the bodies of audit events.
    Log,
}

impl KeyPurpose {
    pub const ALL: [Self; 4] = [Self::Content, Self::Index, Self::Audit, Self::Log];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Index => "index",
            Self::Audit => "audit",
            Self::Log => "log",
        }
    }
}

impl std::str::FromStr for KeyPurpose {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or(())
    }
}

/// How far the life of a key has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyState {
    /// Opens, but does not seal yet: every server learns of it first.
    Announced,
    /// Seals what is written, when it is the newest.
    Active,
    /// Nobody has it any more, and nothing can be opened with it.
    Destroyed,
}

impl KeyState {
    const ALL: [Self; 3] = [Self::Announced, Self::Active, Self::Destroyed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Active => "active",
            Self::Destroyed => "destroyed",
        }
    }
}

impl std::str::FromStr for KeyState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}
