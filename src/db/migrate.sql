-- SPDX-License-Identifier: Apache-2.0

-- query: migration_table_count   1 once the table of steps exists
-- out:   count int
SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name = 'migration';

-- query: migration_table_count @postgres
SELECT count(*) AS count FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migration';

-- query: migration_recorded   the steps this database has taken
-- out:   number int, name str, checksum str
SELECT number, name, checksum FROM migration ORDER BY number;

-- query: migration_insert   records a step
-- in:    number int, name str, checksum str, applied_at when
INSERT INTO migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4);
