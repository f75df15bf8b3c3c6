-- The log of every action. Triggers refuse to change it, whatever the code above does.

CREATE TABLE audit_head (
    workspace_id TEXT NOT NULL PRIMARY KEY REFERENCES workspace (id),
    sequence BIGINT NOT NULL,
    hash BLOB NOT NULL
);

CREATE TABLE audit_event (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    sequence BIGINT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    subject_id TEXT,
    -- hash of the event before, of this event, and the signature of this hash
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (workspace_id, sequence)
);

CREATE TRIGGER audit_event_is_never_updated BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;

CREATE TRIGGER audit_event_is_never_deleted BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END;
