-- What proves a person beside the password. They belong to the installation's own workspace, as accounts do.

CREATE TABLE second_factor (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- it counts from the moment its owner has used it once
    confirmed_at BIGINT,
    last_used_at BIGINT,
    -- the time step of the last code taken: none is taken twice
    last_step BIGINT NOT NULL DEFAULT 0,
    -- its name, and the secret or the public key
    sealed BLOB NOT NULL
);
CREATE INDEX second_factor_of_account ON second_factor (account_id, created_at);

-- A keyed digest of each code; used once.
CREATE TABLE recovery_code (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    code_index BLOB NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account_id, code_index)
);
