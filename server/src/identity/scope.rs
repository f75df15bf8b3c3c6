use serde::{Deserialize, Serialize};

// `$name` is a `tt`: wrapped as a `literal` the generator of schemas would not see the name in it.
macro_rules! scopes {
    ($($(#[$doc:meta])* $variant:ident = $name:tt),* $(,)?) => {
        /// What a credential may do. Nothing is implied: each route names the scopes it takes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum Scope { $($(#[$doc])* #[serde(rename = $name)] $variant),* }

        impl Scope {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

scopes! {
    /// See projects, assets, versions, lineage; search.
    Read = "read",
    /// Send captures.
    CapturesWrite = "captures:write",
    /// Write documents.
    DocumentsWrite = "documents:write",
    /// List, make and revoke access tokens.
    TokensWrite = "tokens:write",
    /// Change what the workspace demands of captures.
    WorkspaceWrite = "workspace:write",
    /// Read the audit log.
    AuditRead = "audit:read",
    /// Open security-sensitive entries of the log, and export it.
    AuditSensitive = "audit:sensitive",
    /// See and change the workspace's members.
    MembersWrite = "members:write",
    /// Tell by SCIM who is in the directory, and in which groups.
    DirectoryWrite = "directory:write",
    /// Run the installation: see its workspaces from outside, and ask for a time-boxed look into one.
    Operate = "operate",
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|scope| scope.as_str() == text).copied();
        known.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|scope| scope.as_str()).collect();
            format!("no scope is called {text:?}; there are {}", names.join(", "))
        })
    }
}

/// A set of scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    pub fn new(scopes: impl IntoIterator<Item = Scope>) -> Self {
        let mut scopes: Vec<Scope> = scopes.into_iter().collect();
        scopes.sort();
        scopes.dedup();
        Self(scopes)
    }

    /// From the form the database keeps: names between blanks. Names this version does not know grant nothing.
    pub fn from_stored(text: &str) -> Self {
        Self::new(text.split_whitespace().filter_map(|name| name.parse().ok()))
    }

    pub fn to_stored(&self) -> String {
        self.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }

    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    pub fn as_slice(&self) -> &[Scope] {
        &self.0
    }
}

/// What a member of a workspace is; and the operator, a member of none, who runs the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Admin,
    Analyst,
    Viewer,
    Operator,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Analyst => "analyst",
            Self::Viewer => "viewer",
            Self::Operator => "operator",
        }
    }

    /// The most a member of this role may do. Auditors may open the log besides, whatever their role; the operator
    /// nothing that shows content.
    pub fn scopes(self, auditor: bool) -> Scopes {
        let of_role: &[Scope] = match self {
            Self::Admin => &[
                Scope::Read,
                Scope::CapturesWrite,
                Scope::DocumentsWrite,
                Scope::TokensWrite,
                Scope::WorkspaceWrite,
                Scope::AuditRead,
                Scope::MembersWrite,
                Scope::DirectoryWrite,
            ],
            Self::Analyst => &[Scope::Read, Scope::CapturesWrite, Scope::DocumentsWrite, Scope::TokensWrite],
            Self::Viewer => &[Scope::Read],
            Self::Operator => &[Scope::Operate],
        };
        let of_auditor: &[Scope] = if auditor { &[Scope::AuditRead, Scope::AuditSensitive] } else { &[] };
        Scopes::new(of_role.iter().chain(of_auditor).copied())
    }
}

impl std::str::FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Admin, Self::Analyst, Self::Viewer, Self::Operator]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(())
    }
}
