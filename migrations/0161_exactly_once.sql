-- SPDX-License-Identifier: Apache-2.0
-- A key, what the call under it did and its answer are one transaction now: nothing is ever under way in a row that
-- can be seen, so there is nothing to lease or to give up. Answers of pages are kept as well: a redirect and its cookies.
DELETE FROM idempotency WHERE status = 0;
DROP INDEX idempotency_running;
ALTER TABLE idempotency DROP COLUMN lease_until;
ALTER TABLE idempotency ADD COLUMN headers TEXT NOT NULL DEFAULT ''; -- of a page's answer: Location and Set-Cookie, one to a line
