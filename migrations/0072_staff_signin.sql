-- SPDX-License-Identifier: Apache-2.0
-- One-time links that set a member's password and second factor.
CREATE TABLE staff_link (
    token_digest TEXT NOT NULL PRIMARY KEY,          -- SHA-256 of the token in the link: 256 random bits need no key
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- whom it is for
    totp_salt TEXT NOT NULL,                         -- the second factor it offers is drawn from this
    expires_at BIGINT NOT NULL,                      -- when it ends by itself
    used_at BIGINT                                   -- when it was used, or another was made
);
CREATE INDEX staff_link_by_staff ON staff_link (staff_id);
-- Somebody who showed his password and not yet his second factor.
CREATE TABLE staff_flow (
    token_digest TEXT NOT NULL PRIMARY KEY,          -- keyed digest of the token in the cookie
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- who it is
    next TEXT NOT NULL,                              -- where he wanted to go
    tries BIGINT NOT NULL,                           -- codes tried so far
    expires_at BIGINT NOT NULL                       -- when the password has to be shown again
);
CREATE INDEX staff_flow_end ON staff_flow (expires_at);
-- Recovery codes: each stands in for the authenticator app once.
CREATE TABLE staff_recovery_code (
    code_digest TEXT NOT NULL PRIMARY KEY,           -- keyed digest, bound to the member
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- whose
    created_at BIGINT NOT NULL,                      -- when it was shown
    used_at BIGINT                                   -- when it was used
);
CREATE INDEX staff_recovery_code_by_staff ON staff_recovery_code (staff_id);
-- Attempts to sign in to the console, good and bad, of known and unknown logins.
CREATE TABLE staff_attempt (
    id TEXT NOT NULL PRIMARY KEY,                    -- UUIDv7
    login TEXT NOT NULL,                             -- as tried, canonical; empty when it could be nobody's
    at BIGINT NOT NULL,                              -- when
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'wrong_password', 'wrong_code')), -- how it ended
    network TEXT NOT NULL,                           -- client address
    user_agent TEXT NOT NULL                         -- as the client called itself, cut
);
CREATE INDEX staff_attempt_by_login ON staff_attempt (login, at DESC, id DESC);
CREATE INDEX staff_attempt_by_time ON staff_attempt (at);
