-- Who was invited to a workspace, by a link of which only the digest is kept.

CREATE TABLE invitation (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    role TEXT NOT NULL,
    email_index BLOB NOT NULL,
    secret_digest BLOB NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- accepted, revoked, or replaced by a newer one for the same address
    settled_at BIGINT,
    -- the e-mail address and who invited
    sealed BLOB NOT NULL
);
CREATE INDEX invitation_of_workspace ON invitation (workspace_id, created_at, id);
