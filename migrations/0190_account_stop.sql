-- SPDX-License-Identifier: Apache-2.0
-- Staff locks or restricts an account.

-- Accounts that staff has stopped; without a row an account is as its own state says.
CREATE TABLE account_stop (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- which account
    kind TEXT NOT NULL CHECK (kind IN ('locked', 'restricted')), -- locked: nobody signs in; restricted: nothing new is ordered
    told TEXT NOT NULL, -- what staff told the customer, as typed; may be ''
    since BIGINT NOT NULL -- when this kind began, microseconds UTC
);
