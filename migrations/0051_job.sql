-- SPDX-License-Identifier: Apache-2.0
-- Work for later. A job that is done is deleted with its effects; one that never succeeds stays as a dead letter.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,            -- UUIDv7
    kind TEXT NOT NULL,                      -- a name from a room's table of kinds
    ref TEXT NOT NULL,                       -- the id of the thing to work on
    unique_key TEXT,                         -- while it waits, no other of the kind may have the same
    state TEXT NOT NULL DEFAULT 'waiting'    -- dead: given up after the last attempt
        CHECK (state IN ('waiting', 'dead')),
    due_at BIGINT NOT NULL,                  -- when it should run
    next_at BIGINT NOT NULL,                 -- not before; while claimed, the end of the claim's lease
    claimed BOOLEAN NOT NULL DEFAULT FALSE,  -- somebody is at it
    attempts BIGINT NOT NULL DEFAULT 0,      -- times it was claimed
    last_error TEXT NOT NULL DEFAULT '',     -- the code of the last failure
    created_at BIGINT NOT NULL,              -- when it was put
    UNIQUE (kind, unique_key)
);
CREATE INDEX job_due ON job (next_at) WHERE state = 'waiting';
