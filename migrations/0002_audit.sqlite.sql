-- SPDX-License-Identifier: Apache-2.0
-- The audit trail: who did what to which account, from where. Append only.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
    account_id TEXT NOT NULL,     -- whose trail it is; no foreign key: a trail outlives everything
    action TEXT NOT NULL,         -- stable word, "password.changed"
    detail TEXT NOT NULL,         -- short, never a secret
    network TEXT NOT NULL,        -- client address
    user_agent TEXT NOT NULL,     -- as the client called itself, cut
    at INTEGER NOT NULL            -- microseconds UTC
) STRICT;
CREATE INDEX audit_by_account ON audit (account_id, at DESC, id DESC);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append only');
END;
