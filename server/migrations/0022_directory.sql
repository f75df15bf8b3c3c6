-- What a directory tells by SCIM: people and groups, each of one provider. Names and addresses are sealed; a person's
-- account and whether they are active stand in the clear, for they decide about sign-ins.

CREATE TABLE directory_entry (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    provider_id TEXT NOT NULL REFERENCES identity_provider (id),
    -- user or group
    kind TEXT NOT NULL,
    -- of the userName or displayName, which no other entry of the kind has
    name_index BLOB NOT NULL,
    account_id TEXT REFERENCES account (id),
    active BIGINT NOT NULL,
    number BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (workspace_id, provider_id, kind, name_index)
);
CREATE INDEX directory_entry_account ON directory_entry (workspace_id, provider_id, account_id);
