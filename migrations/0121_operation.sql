-- SPDX-License-Identifier: Apache-2.0
-- What is to be done with a thing a customer has, by a hook, a web address or a person: create it, suspend it, …
CREATE TABLE operation (
    id TEXT NOT NULL PRIMARY KEY,         -- UUIDv7; hooks know what they did by it
    unique_key TEXT NOT NULL UNIQUE,      -- of whoever asked: the same again is the first
    subject TEXT NOT NULL,                -- id of the thing
    account_id TEXT NOT NULL,             -- whose it is
    kind TEXT NOT NULL                    -- what is to be done
        CHECK (kind IN ('create', 'suspend', 'resume', 'change', 'renew', 'terminate')),
    driver TEXT NOT NULL                  -- who does it
        CHECK (driver IN ('manual', 'webhook', 'exec')),
    config TEXT NOT NULL,                 -- JSON of the plan's driver
    payload TEXT NOT NULL,                -- JSON of what is wanted
    state TEXT NOT NULL                   -- where it stands
        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'manual', 'cancelled')),
    remote BOOLEAN NOT NULL DEFAULT FALSE, -- taken over by the other side, which will say how it ended
    progress BIGINT NOT NULL DEFAULT 0    -- percent
        CHECK (progress BETWEEN 0 AND 100),
    step_uk TEXT NOT NULL DEFAULT '',     -- what is being done, in words for the customer
    step_en TEXT NOT NULL DEFAULT '',     -- likewise
    attempts BIGINT NOT NULL DEFAULT 0,   -- that failed, since staff last touched it
    answer TEXT,                          -- JSON of what came out
    last_error TEXT NOT NULL DEFAULT '',  -- why the last attempt failed, in words for staff
    created_at BIGINT NOT NULL,           -- when it was asked for
    updated_at BIGINT NOT NULL,           -- of the last change
    started_at BIGINT,                    -- of the first attempt
    ended_at BIGINT                       -- done or cancelled
);
CREATE INDEX operation_by_subject ON operation (subject, created_at DESC, id DESC);
CREATE INDEX operation_open_of ON operation (account_id, created_at DESC, id DESC)
    WHERE state IN ('waiting', 'running', 'failed', 'manual');
CREATE INDEX operation_for_staff ON operation (created_at, id) WHERE state IN ('manual', 'failed');
