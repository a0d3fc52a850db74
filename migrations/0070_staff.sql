-- SPDX-License-Identifier: Apache-2.0
-- The provider's own people. The first is made at the server's command line; there is no default one.
CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,                    -- UUIDv7
    login TEXT NOT NULL UNIQUE,                      -- canonical: lower case
    name TEXT NOT NULL,                              -- shown to colleagues, may be empty
    role TEXT NOT NULL,                              -- word of web/staff.c: full, sales, support, accounting
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')), -- only active ones come in
    password_hash TEXT NOT NULL,                     -- Argon2id; empty until enrolled
    totp_salt TEXT NOT NULL,                         -- the second factor's secret is drawn from this and the server's key; empty until enrolled
    totp_step BIGINT NOT NULL,                       -- last time step that was accepted: none at or before it is again
    created_at BIGINT NOT NULL,                      -- when the member was made
    enrolled_at BIGINT,                              -- when password and second factor were set
    disabled_at BIGINT                               -- since when the member may not come in
);
-- Sessions of staff: a digest of the token, never the token.
CREATE TABLE staff_session (
    id TEXT NOT NULL PRIMARY KEY,                    -- UUIDv7
    token_digest TEXT NOT NULL UNIQUE,               -- keyed digest of the token the client holds
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- whose session it is
    user_agent TEXT NOT NULL,                        -- as the client called itself, cut to 200 bytes
    network TEXT NOT NULL,                           -- address it was started from
    created_at BIGINT NOT NULL,                      -- when it was started
    seen_at BIGINT NOT NULL,                         -- last use, to a few minutes
    proven_at BIGINT NOT NULL,                       -- last time the second factor was shown in it
    expires_at BIGINT NOT NULL,                      -- end of its absolute life
    ended_at BIGINT                                  -- when it was ended before that
);
CREATE INDEX staff_session_by_staff ON staff_session (staff_id, seen_at DESC);
CREATE INDEX staff_session_end ON staff_session (expires_at);
