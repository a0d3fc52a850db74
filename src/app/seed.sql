-- SPDX-License-Identifier: Apache-2.0
-- Sample data is written row by row, past the doors of the rooms: a hundred thousand customers in a minute. What the rooms'
-- own checks say of it, tests/journeys/sample.py looks at.

-- query: seed_account_count   sample data goes into an empty database only
-- out:   count int
SELECT count(*) AS count FROM account;

-- query: seed_series_set   where numbers of documents stand
-- in:    series str, last int
INSERT INTO document_series (series, last) VALUES ($1, $2)
ON CONFLICT (series) DO UPDATE SET last = excluded.last;
