-- SPDX-License-Identifier: Apache-2.0
-- Who has claimed what, so that the work of a process that is gone begins again at once and not at the end of its lease.
-- A process that works holds an advisory lock of PostgreSQL under its number; on SQLite there is one process only.
ALTER TABLE job ADD COLUMN holder BIGINT NOT NULL DEFAULT 0;     -- number of the process that claimed it; 0: unknown
ALTER TABLE message ADD COLUMN holder BIGINT NOT NULL DEFAULT 0; -- likewise
