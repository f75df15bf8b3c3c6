-- Accounts and what proves them. Accounts belong to the installation's own workspace (the nil UUID), so that one
-- person can be a member of several; secrets are kept as digests only.

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    email_index BLOB NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    -- name, e-mail and password hash
    sealed BLOB NOT NULL
);

CREATE TABLE membership (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, account_id)
);
CREATE INDEX membership_of_account ON membership (account_id, created_at);

CREATE TABLE token (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    account_id TEXT REFERENCES account (id),
    project_id TEXT REFERENCES project (id),
    secret_digest BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    sealed BLOB NOT NULL
);
CREATE INDEX token_of_workspace ON token (workspace_id, created_at, id);

CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    secret_digest BLOB NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE sign_in_link (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    secret_digest BLOB NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

-- Failed sign-ins; `subject` is a keyed digest of the identifier or of the address.
CREATE TABLE sign_in_attempt (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    subject BLOB NOT NULL,
    attempted_at BIGINT NOT NULL
);
CREATE INDEX sign_in_attempt_of_subject ON sign_in_attempt (subject, attempted_at);
