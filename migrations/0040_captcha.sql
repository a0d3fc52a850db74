-- SPDX-License-Identifier: Apache-2.0
-- Answers to challenges against robots, kept until the challenge has run out anyway.
CREATE TABLE captcha_answer (
    nonce TEXT NOT NULL PRIMARY KEY, -- of the challenge, "proof:…" or "picture:…"
    tries BIGINT NOT NULL,           -- answers given so far
    spent BOOLEAN NOT NULL,          -- a right one was among them: counts no more
    expires_at BIGINT NOT NULL       -- when the challenge runs out and the row may be forgotten
);
CREATE INDEX captcha_answer_expires ON captcha_answer (expires_at);
