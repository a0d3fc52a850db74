-- SPDX-License-Identifier: Apache-2.0

-- query: captcha_spend   a proof of work counts for one call: nothing changes for one used by another
-- in:    nonce str, expires_at when, call str
INSERT INTO captcha_answer (nonce, tries, spent, expires_at, spent_by)
VALUES ($1, 1, TRUE, $2, $3)
ON CONFLICT (nonce) DO UPDATE
   SET spent = TRUE
 WHERE captcha_answer.spent_by = $3 AND $3 <> '';

-- query: captcha_try   one try at a picture: nothing changes for one solved by another call or tried too often
-- in:    nonce str, correct bool, expires_at when, tries_max int, call str
INSERT INTO captcha_answer (nonce, tries, spent, expires_at, spent_by)
VALUES ($1, 1, $2, $3, $5)
ON CONFLICT (nonce) DO UPDATE
   SET tries = captcha_answer.tries + 1, spent = $2, spent_by = $5
 WHERE captcha_answer.tries < $4
   AND (NOT captcha_answer.spent OR captcha_answer.spent_by = $5 AND $5 <> '' AND $2);

-- query: captcha_forget   answers to challenges that have run out
-- in:    now when
DELETE FROM captcha_answer WHERE expires_at <= $1;
