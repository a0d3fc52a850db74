-- SPDX-License-Identifier: Apache-2.0
-- Sessions: a digest of the token, never the token.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7, shown in the list of devices
    token_digest TEXT NOT NULL UNIQUE,                 -- keyed digest of the token the client holds
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose session it is
    user_agent TEXT NOT NULL,                          -- as the client called itself, cut to 200 bytes
    network TEXT NOT NULL,                             -- address it was started from
    created_at BIGINT NOT NULL,                        -- when it was started
    seen_at BIGINT NOT NULL,                           -- last use, to about a minute
    proven_at BIGINT NOT NULL,                         -- last time a password was shown in it
    expires_at BIGINT NOT NULL,                        -- end of its absolute life
    ended_at BIGINT                                    -- when it was ended before that, by whom the audit trail tells
);
CREATE INDEX session_by_account ON session (account_id, seen_at DESC);
CREATE INDEX session_end ON session (expires_at);
