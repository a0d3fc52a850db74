-- SPDX-License-Identifier: Apache-2.0
-- The audit trail of staff: who did what to what, why, before and after. Append only.
CREATE TABLE staff_audit (
    id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
    staff_id TEXT,                -- who; NULL: somebody at the server's command line. No foreign key: a trail outlives everything
    login TEXT NOT NULL,          -- of the member, as it was then
    action TEXT NOT NULL,         -- stable word, "invoice.cancelled"
    subject TEXT NOT NULL,        -- kind of the thing, "invoice"; may be empty
    ref TEXT NOT NULL,            -- its id; may be empty
    account_id TEXT,              -- the customer concerned, if any
    reason TEXT NOT NULL,         -- as typed; may be empty
    was TEXT NOT NULL,            -- before the act, short; never a secret
    became TEXT NOT NULL,         -- after it
    network TEXT NOT NULL,        -- client address
    user_agent TEXT NOT NULL,     -- as the client called itself, cut
    at INTEGER NOT NULL            -- microseconds UTC
) STRICT;
CREATE INDEX staff_audit_by_time ON staff_audit (at DESC, id DESC);
CREATE INDEX staff_audit_by_login ON staff_audit (login, at DESC, id DESC);
CREATE INDEX staff_audit_by_account ON staff_audit (account_id, at DESC, id DESC);
CREATE TRIGGER staff_audit_no_update BEFORE UPDATE ON staff_audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail of staff is append only');
END;
CREATE TRIGGER staff_audit_no_delete BEFORE DELETE ON staff_audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail of staff is append only');
END;
