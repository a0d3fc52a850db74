-- SPDX-License-Identifier: Apache-2.0

-- query: captcha_spend   a proof of work counts once: nothing changes for one used before
-- in:    nonce str, expires_at when
INSERT INTO captcha_answer (nonce, tries, spent, expires_at)
VALUES ($1, 1, TRUE, $2)
ON CONFLICT (nonce) DO NOTHING;

-- query: captcha_try   one try at a picture: nothing changes for one solved before or tried too often
-- in:    nonce str, correct bool, expires_at when, tries_max int
INSERT INTO captcha_answer (nonce, tries, spent, expires_at)
VALUES ($1, 1, $2, $3)
ON CONFLICT (nonce) DO UPDATE
   SET tries = captcha_answer.tries + 1, spent = $2
 WHERE NOT captcha_answer.spent AND captcha_answer.tries < $4;

-- query: captcha_forget   answers to challenges that have run out
-- in:    now when
DELETE FROM captcha_answer WHERE expires_at <= $1;
