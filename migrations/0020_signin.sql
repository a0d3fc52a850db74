-- SPDX-License-Identifier: Apache-2.0
-- Who tried to come in, and from which browsers owners usually come. Budgets of attempts are rows
-- of rate_budget.

-- One row for each attempt that was let through to the password. Forgotten after half a year.
CREATE TABLE signin_attempt (
    id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
    account_id TEXT,              -- whose account; NULL: nobody's, the row is only the same work
    at BIGINT NOT NULL,           -- when
    method TEXT NOT NULL,         -- 'password', 'registration', 'recovery'
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused')), -- how it ended
    network TEXT NOT NULL,        -- client address
    user_agent TEXT NOT NULL,     -- as the client called itself, cut
    new_device BOOLEAN NOT NULL   -- a good one from where the owner had not been before
);
CREATE INDEX signin_attempt_of_account ON signin_attempt (account_id, at DESC, id DESC);
CREATE INDEX signin_attempt_age ON signin_attempt (at);

-- Browsers that signed in to an account before: they carry a signed cookie and have a budget of
-- attempts of their own, so that a stranger's guesses never lock the owner out.
CREATE TABLE known_device (
    device_id TEXT NOT NULL,      -- random name in the signed cookie
    account_id TEXT NOT NULL REFERENCES account (id), -- which account it knows the password of
    first_at BIGINT NOT NULL,     -- first good sign-in
    last_at BIGINT NOT NULL,      -- latest good sign-in
    PRIMARY KEY (device_id, account_id)
);
CREATE INDEX known_device_of_account ON known_device (account_id);
