-- The log as a Merkle tree (RFC 6962). The head holds what appending needs: the roots of its complete subtrees.
ALTER TABLE audit_head ADD COLUMN frontier BLOB;

-- The salted digest of each event's body. It is what the event's hash covers, so that the log still proves itself when
-- the body's key is destroyed.
ALTER TABLE audit_event ADD COLUMN body BLOB;

-- Complete subtrees of 256 events and more; smaller ones are computed from the events.
CREATE TABLE audit_node (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    level BIGINT NOT NULL,
    position BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (workspace_id, level, position)
);

-- Signs the tree's heads.
CREATE TABLE checkpoint_key (
    workspace_id TEXT NOT NULL PRIMARY KEY REFERENCES workspace (id),
    public_key BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL
);

-- Under which a person's name in events is sealed. Destroying it erases the name everywhere and leaves each proof whole.
CREATE TABLE subject_key (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    subject_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (workspace_id, subject_id)
);
