-- SPDX-License-Identifier: Apache-2.0

-- A solved check whose call failed on our side counts once more, for that call alone.
ALTER TABLE captcha_answer ADD COLUMN spent_by TEXT NOT NULL DEFAULT ''; -- the keyed call it was spent on (web/idempotency); '': none
