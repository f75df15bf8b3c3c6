-- Accounts that may not sign in any more, where a session came from, and how its owner proved who they are.

ALTER TABLE account ADD COLUMN disabled_at BIGINT;

-- When the owner last proved who they are in this session, with how many factors, and from where it was opened.
ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN factors BIGINT NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN sealed BLOB;
CREATE INDEX session_of_account ON session (account_id, created_at);

-- What a workspace demands of its members' sessions; without a row the defaults hold.
CREATE TABLE sign_in_rules (
    workspace_id TEXT NOT NULL PRIMARY KEY REFERENCES workspace (id),
    idle_seconds BIGINT NOT NULL,
    second_factor BIGINT NOT NULL
);
