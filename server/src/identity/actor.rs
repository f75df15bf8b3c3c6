use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Scope, Scopes};

/// Whether a person acts, or a token on somebody's behalf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    Person,
    Agent,
}

impl ActorKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Agent => "agent",
        }
    }
}

impl std::str::FromStr for ActorKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Person, Self::Agent].into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// How the actor proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A session cookie: the browser sends it by itself, so writes need the CSRF header.
    Cookie { session: Uuid },
    /// A session held by the desktop.
    Session { session: Uuid },
    /// A personal access token.
    Token { token: Uuid },
    /// Someone with a shell on the server.
    Console,
}

/// Who does something, in which workspace, and what they may do. An extractor of authenticated routes.
#[derive(Debug, Clone)]
pub struct Actor {
    pub kind: ActorKind,
    /// The account of a person, the token of an agent.
    pub id: Uuid,
    pub name: String,
    /// The account behind it; a token made on the console has none.
    pub account: Option<Uuid>,
    pub workspace: Uuid,
    pub scopes: Scopes,
    /// When set, this is the only project that exists for the actor: all others answer 404.
    pub project: Option<Uuid>,
    pub credential: Credential,
}

impl Actor {
    /// Someone at the server's command line, who may do everything in `workspace`.
    pub fn console(workspace: Uuid) -> Self {
        Self {
            kind: ActorKind::Person,
            id: Uuid::nil(),
            name: "console".into(),
            account: None,
            workspace,
            scopes: Scopes::new(Scope::ALL.iter().copied()),
            project: None,
            credential: Credential::Console,
        }
    }

    /// The session and the account of a person who is signed in.
    pub fn session(&self) -> Option<(Uuid, Uuid)> {
        match self.credential {
            Credential::Cookie { session } | Credential::Session { session } => Some((session, self.account?)),
            Credential::Token { .. } | Credential::Console => None,
        }
    }

    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(scope)
    }

    /// Whether rows of `project` exist for this actor.
    pub fn sees(&self, project: Uuid) -> bool {
        self.project.is_none_or(|only| only == project)
    }
}
