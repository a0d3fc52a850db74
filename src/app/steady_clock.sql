-- SPDX-License-Identifier: Apache-2.0

-- query: house_clock_read   the newest moment that was written down
-- out:   newest_at when
SELECT newest_at FROM house_clock WHERE id = 1;

-- query: house_clock_raise   writes down a newer moment
-- in:    newest_at when
INSERT INTO house_clock (id, newest_at) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET newest_at = excluded.newest_at WHERE house_clock.newest_at < excluded.newest_at;

-- query: house_clock_set   a person says that this is the time
-- in:    newest_at when
INSERT INTO house_clock (id, newest_at) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET newest_at = excluded.newest_at;
