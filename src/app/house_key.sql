-- SPDX-License-Identifier: Apache-2.0

-- query: house_key_read   the key this house signs with
-- out:   key_id str, digest bytes
SELECT key_id, digest FROM house_key WHERE row_id = 1;

-- query: house_key_write   another one signs from now on
-- in:    key_id str, digest bytes, noted_at when
INSERT INTO house_key (row_id, key_id, digest, noted_at) VALUES (1, $1, $2, $3)
ON CONFLICT (row_id) DO UPDATE SET key_id = excluded.key_id, digest = excluded.digest, noted_at = excluded.noted_at;

-- query: house_signed   what hangs on a key: sessions, and second factors of staff
-- out:   count int
SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM staff WHERE totp_salt <> '') AS count;
