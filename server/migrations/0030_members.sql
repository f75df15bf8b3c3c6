-- What a member may do besides the role, and since when the membership rests.
ALTER TABLE membership ADD COLUMN auditor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE membership ADD COLUMN suspended_at BIGINT;
