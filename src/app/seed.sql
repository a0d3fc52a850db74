-- SPDX-License-Identifier: Apache-2.0

-- query: seed_account_count   sample data goes into an empty database only
-- out:   count int
SELECT count(*) AS count FROM account;
