-- Keys that rotate, are destroyed, and may be wrapped with a key of the workspace's own.

-- announced, active or destroyed; a destroyed key's `wrapped` is empty
ALTER TABLE data_key ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE data_key ADD COLUMN wrapped_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE data_key ADD COLUMN destroyed_at BIGINT;

-- the name of the key that wraps this workspace's keys, where it is not the installation's
ALTER TABLE workspace ADD COLUMN own_key TEXT;

-- Rotations and how far they are. One that is not finished is resumed by the next `keys rotate`.
CREATE TABLE key_rotation (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    -- content, log, or master
    purpose TEXT NOT NULL,
    to_version BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    -- bodies sealed anew, or keys wrapped anew
    done BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (workspace_id, purpose, to_version)
);
