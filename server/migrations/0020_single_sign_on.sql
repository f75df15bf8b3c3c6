-- Identity providers of a workspace, the sign-ins under way, and whom a provider calls by which name. What a provider
-- says of a person is sealed; its own names for people are kept as blind indexes only.

CREATE TABLE identity_provider (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    name_index BLOB NOT NULL,
    -- counts the changes, for If-Match
    number BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- name, connection with its client secret, roles by group
    sealed BLOB NOT NULL,
    UNIQUE (workspace_id, name_index)
);

-- A sign-in that left for a provider and has not come back.
CREATE TABLE sign_in_flow (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    provider_id TEXT NOT NULL REFERENCES identity_provider (id),
    state_digest BLOB NOT NULL UNIQUE,
    -- of the cookie of the browser that began it
    browser_digest BLOB NOT NULL,
    -- 1 when a SAML response was accepted for it, and none is any more
    answered BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- nonce, PKCE verifier, request id, where to go on, and who the provider said it is
    sealed BLOB NOT NULL
);
CREATE INDEX sign_in_flow_expiry ON sign_in_flow (workspace_id, expires_at);

-- Responses and assertions that were accepted, until they would be too old anyway.
CREATE TABLE accepted_assertion (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    identifier BLOB NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, identifier)
);

-- Whom a provider means by one of its own identifiers.
CREATE TABLE provider_subject (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    provider_id TEXT NOT NULL REFERENCES identity_provider (id),
    subject_index BLOB NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, provider_id, subject_index)
);
CREATE INDEX provider_subject_account ON provider_subject (workspace_id, account_id);

-- Memberships that a provider gave, and may change and take away. All others it leaves alone.
CREATE TABLE provider_membership (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    provider_id TEXT NOT NULL REFERENCES identity_provider (id),
    PRIMARY KEY (workspace_id, account_id)
);
