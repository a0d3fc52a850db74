-- SPDX-License-Identifier: Apache-2.0
-- The key of secret.key that this house signs with. A ring that does not hold it belongs to another database, or is older.
CREATE TABLE house_key (
    row_id INTEGER NOT NULL PRIMARY KEY CHECK (row_id = 1), -- there is one row
    key_id TEXT NOT NULL,                                   -- what kabinet keys list calls it
    digest BYTEA NOT NULL,                                  -- derived from the key, tells nothing of it
    noted_at BIGINT NOT NULL                                -- when the server was first seen to sign with it
);
