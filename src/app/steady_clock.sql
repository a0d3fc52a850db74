-- SPDX-License-Identifier: Apache-2.0

-- query: house_clock_read   the newest moment that was written down
-- out:   newest_at when, confirmed int
SELECT newest_at, confirmed FROM house_clock WHERE id = 1;

-- query: house_clock_raise   writes down a newer moment
-- in:    newest_at when
INSERT INTO house_clock (id, newest_at) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET newest_at = excluded.newest_at WHERE house_clock.newest_at < excluded.newest_at;

-- query: house_clock_set   a person says that this is the time
-- in:    newest_at when
INSERT INTO house_clock (id, newest_at, confirmed) VALUES (1, $1, 1)
ON CONFLICT (id) DO UPDATE SET newest_at = excluded.newest_at, confirmed = house_clock.confirmed + 1;

-- query: clock_boot_read   what was believed of a machine since its start
-- in:    boot str
-- out:   offset_us int
SELECT offset_us FROM clock_boot WHERE boot = $1;

-- query: clock_boot_any   is anything known of any machine?
-- out:   seen_at when
SELECT seen_at FROM clock_boot ORDER BY seen_at DESC LIMIT 1;

-- query: clock_boot_put   a machine's clock is believed
-- in:    boot str, offset_us int, seen_at when
INSERT INTO clock_boot (boot, offset_us, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (boot) DO UPDATE SET offset_us = excluded.offset_us, seen_at = excluded.seen_at;

-- query: clock_boot_forget   forgets machines, or their starts, of long ago
-- in:    before when
DELETE FROM clock_boot WHERE seen_at < $1;
