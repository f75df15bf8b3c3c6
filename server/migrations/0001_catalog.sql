-- Every row belongs to a workspace. Structure is in the clear; what people wrote is inside `sealed` bodies.
-- One text for both engines: PostgreSQL reads BLOB as BYTEA. Ids are UUIDs as text, times are milliseconds since 1970.

CREATE TABLE workspace (
    id TEXT NOT NULL PRIMARY KEY,
    name_index BLOB NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL
);

CREATE TABLE data_key (
    workspace_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    version BIGINT NOT NULL,
    master_key TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, purpose, version)
);

CREATE TABLE project (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    name_index BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (workspace_id, name_index)
);
CREATE INDEX project_newest ON project (workspace_id, updated_at, id);

CREATE TABLE phase (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    name_index BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (workspace_id, project_id, name_index)
);

CREATE TABLE iteration (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    phase_id TEXT REFERENCES phase (id),
    -- over the phase's id and the name, so that two phases may each have a "baseline"
    name_index BLOB NOT NULL,
    started_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (workspace_id, project_id, name_index)
);
CREATE INDEX iteration_newest ON iteration (workspace_id, project_id, last_at, id);

CREATE TABLE asset (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    name_index BLOB NOT NULL,
    -- how many versions there are, which is the newest one's number
    versions BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (workspace_id, project_id, kind, name_index)
);
CREATE INDEX asset_newest ON asset (workspace_id, project_id, updated_at, id);

CREATE TABLE version (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    asset_id TEXT NOT NULL REFERENCES asset (id),
    number BIGINT NOT NULL,
    iteration_id TEXT REFERENCES iteration (id),
    capture_id TEXT,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    captured_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    -- keyed digest of the body: equal content has equal digests within a workspace
    content_index BLOB NOT NULL,
    -- the summary that lists show; the whole body is in version_body
    sealed BLOB NOT NULL,
    UNIQUE (asset_id, number)
);
CREATE INDEX version_of_iteration ON version (workspace_id, iteration_id, recorded_at, id);

CREATE TABLE version_body (
    version_id TEXT NOT NULL PRIMARY KEY REFERENCES version (id),
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    sealed BLOB NOT NULL
);

CREATE TABLE note (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    iteration_id TEXT REFERENCES iteration (id),
    capture_id TEXT,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    captured_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX note_of_iteration ON note (workspace_id, iteration_id, recorded_at, id);

-- What became of each capture id; its second arrival is answered from here.
CREATE TABLE capture (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    id TEXT NOT NULL,
    content_index BLOB NOT NULL,
    project_id TEXT NOT NULL REFERENCES project (id),
    version_id TEXT REFERENCES version (id),
    note_id TEXT REFERENCES note (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

-- `from_version` stands in `relation` to `to_version`: to_version is upstream.
CREATE TABLE lineage (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    from_version TEXT NOT NULL REFERENCES version (id),
    to_version TEXT NOT NULL REFERENCES version (id),
    relation TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, from_version, to_version, relation)
);
CREATE INDEX lineage_downstream ON lineage (workspace_id, to_version);

-- Keyed digests of the words of each asset's newest version. weight: 3 in the name, 2 a column or metric, 1 in a text.
CREATE TABLE blind_index (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    word BLOB NOT NULL,
    asset_id TEXT NOT NULL REFERENCES asset (id),
    weight BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, word, asset_id)
);
CREATE INDEX blind_index_of_asset ON blind_index (workspace_id, asset_id);

-- Requests with an Idempotency-Key, and the version each made.
CREATE TABLE idempotency (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    actor_id TEXT NOT NULL,
    key_index BLOB NOT NULL,
    request_index BLOB NOT NULL,
    version_id TEXT NOT NULL REFERENCES version (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, actor_id, key_index)
);

-- Edges to captures that have not arrived yet; they become lineage when those do.
CREATE TABLE awaited_lineage (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    from_version TEXT NOT NULL REFERENCES version (id),
    to_capture TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (workspace_id, from_version, to_capture, relation)
);
CREATE INDEX awaited_lineage_of_capture ON awaited_lineage (workspace_id, to_capture);
