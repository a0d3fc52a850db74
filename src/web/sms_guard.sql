-- SPDX-License-Identifier: Apache-2.0

-- query: sms_take_insert   one text message more
-- in:    id str, phone str, area str, country str, network str, now when
INSERT INTO sms_take (id, phone, area, country, network, at) VALUES ($1, $2, $3, $4, $5, $6);

-- query: sms_takes_of_phone   how many a number got in the last minute, hour and day, from jobs or from requests; of the minute only those still awaited
-- in:    phone str, minute_ago when, hour_ago when, day_ago when, from_job bool
-- out:   minute int, hour int, day int
SELECT count(*) FILTER (WHERE at > $2 AND NOT confirmed) AS minute, count(*) FILTER (WHERE at > $3) AS hour, count(*) AS day
  FROM sms_take
 WHERE phone = $1 AND at > $4 AND (network = '') = $5;

-- query: sms_takes_of_network   how many a network asked for in the last day; of the hour, numbers still awaited and codes that came back
-- in:    network str, hour_ago when, day_ago when
-- out:   day int, awaited int, confirmed int
SELECT count(*) AS day, count(DISTINCT phone) FILTER (WHERE at > $2 AND NOT confirmed) AS awaited,
       count(*) FILTER (WHERE at > $2 AND confirmed) AS confirmed
  FROM sms_take
 WHERE network = $1 AND at > $3;

-- query: sms_takes_of_area   of the last hour, networks whose codes to a range of numbers are awaited, and codes that came back
-- in:    area str, hour_ago when
-- out:   awaited int, confirmed int
SELECT count(DISTINCT network) FILTER (WHERE NOT confirmed) AS awaited, count(*) FILTER (WHERE confirmed) AS confirmed
  FROM sms_take
 WHERE area = $1 AND at > $2 AND network <> '';

-- query: sms_takes_of_all   the same over everything, with the day's sums
-- in:    country str, hour_ago when, day_ago when
-- out:   day int, country_day int, awaited int, confirmed int
SELECT count(*) AS day, count(*) FILTER (WHERE country = $1) AS country_day,
       count(DISTINCT network) FILTER (WHERE at > $2 AND NOT confirmed AND network <> '') AS awaited,
       count(*) FILTER (WHERE at > $2 AND confirmed AND network <> '') AS confirmed
  FROM sms_take
 WHERE at > $3;

-- query: sms_take_confirm   the newest message to a number came back
-- in:    phone str, day_ago when
UPDATE sms_take
   SET confirmed = TRUE
 WHERE id = (SELECT id FROM sms_take WHERE phone = $1 AND at > $2 ORDER BY at DESC, id DESC LIMIT 1);

-- query: sms_take_purge   forgets what no budget looks at
-- in:    before when
DELETE FROM sms_take WHERE at < $1;
