use uuid::Uuid;

macro_rules! tables {
    ($($variant:ident = $name:literal $(by $row:literal)?),* $(,)?) => {
        /// The tables that hold sealed bodies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Table { $($variant),* }

        impl Table {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The column whose id is that of a body's [`Place`]: `id` unless the table says otherwise.
            pub const fn row_column(self) -> &'static str {
                match self { $(Self::$variant => row_column!($($row)?)),* }
            }
        }
    };
}

macro_rules! row_column {
    () => {
        "id"
    };
    ($row:literal) => {
        $row
    };
}

tables! {
    Workspace = "workspace", Account = "account", Project = "project", Phase = "phase", Iteration = "iteration",
    Asset = "asset", Version = "version", VersionBody = "version_body" by "version_id", Note = "note",
    Token = "token", AuditEvent = "audit_event", IdentityProvider = "identity_provider", SignInFlow = "sign_in_flow",
    SubjectKey = "subject_key" by "subject_id", CheckpointKey = "checkpoint_key" by "workspace_id",
    DirectoryEntry = "directory_entry",
    Session = "session", Invitation = "invitation", SecondFactor = "second_factor",
}

impl Table {
    /// The column that names the workspace.
    pub const fn workspace_column(self) -> &'static str {
        match self {
            Self::Workspace => "id",
            _ => "workspace_id",
        }
    }

    /// Whether rows are never written again: what they hold stays under the key it was sealed with.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::AuditEvent)
    }
}

/// Where a sealed body stands. It opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub table: Table,
    pub row: Uuid,
}
