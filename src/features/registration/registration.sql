-- SPDX-License-Identifier: Apache-2.0

-- query: login_hold_take   keeps a login for a registration, unless another one keeps it
-- in:    login str, registration registration_id, until when, now when, replaced registration_id
INSERT INTO login_hold (login, registration_id, until)
VALUES ($1, $2, $3)
ON CONFLICT (login) DO UPDATE
   SET registration_id = excluded.registration_id, until = excluded.until
 WHERE login_hold.until <= $4 OR login_hold.registration_id = $5;

-- query: login_hold_count   is a login kept by another registration
-- in:    login str, now when, own registration_id
-- out:   count int
SELECT count(*) AS count FROM login_hold WHERE login = $1 AND until > $2 AND registration_id <> $3;

-- query: login_hold_end   lets go of a registration's login
-- in:    registration registration_id
DELETE FROM login_hold WHERE registration_id = $1;

-- query: login_hold_purge   forgets what nobody keeps any more
-- in:    now when
DELETE FROM login_hold WHERE until <= $1;

-- query: registration_insert   a registration that waits for its code
-- in:    id registration_id, login str, email str, phone str, name str, language str, password_hash str
-- in:    terms_version str, network str, now when, is_decoy bool, code_digest str, link_digest str, expires_at when
-- in:    token_digest str
INSERT INTO registration (id, login, email, phone, name, language, password_hash, terms_version, network, created_at,
                          step, is_decoy, code_digest, link_digest, code_tries, code_expires_at, code_sent_at, code_sends,
                          token_digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'email', $11, $12, $13, 0, $14, $10, 1, $15);

-- query: registration_find   one under way
-- in:    id registration_id, born_after when
-- out:   id registration_id, login str, email str, phone str, name str, language str, password_hash str
-- out:   terms_version str, network str, created_at when, step str, is_decoy bool
-- out:   code_digest str, code_tries int, code_expires_at when, code_sent_at when, code_sends int
-- out:   token_digest str, elsewhere_at when?
SELECT id, login, email, phone, name, language, password_hash, terms_version, network, created_at, step, is_decoy,
       code_digest, code_tries, code_expires_at, code_sent_at, code_sends, token_digest, elsewhere_at
  FROM registration
 WHERE id = $1 AND created_at > $2;

-- query: registration_try   counts a try of the live code; parallel tries share the five
-- in:    id registration_id, now when, tries_max int
UPDATE registration SET code_tries = code_tries + 1
 WHERE id = $1 AND code_expires_at > $2 AND code_tries < $3;

-- query: registration_spoil   a code that was refused as too old has no tries left, whatever the clock says later
-- in:    id registration_id, now when, tries_max int
UPDATE registration SET code_tries = $3, link_digest = id WHERE id = $1 AND code_expires_at <= $2;

-- query: registration_by_link   whose live link this is
-- in:    link_digest str, now when
-- out:   id registration_id
SELECT id FROM registration WHERE link_digest = $1 AND code_expires_at > $2 AND step = 'email';

-- query: registration_spoil_link   the same, where the link was pressed
-- in:    link_digest str, now when, tries_max int
UPDATE registration SET code_tries = $3, link_digest = id WHERE link_digest = $1 AND code_expires_at <= $2;

-- query: registration_renew   another code instead of the live one
-- in:    id registration_id, step str, code_digest str, link_digest str, expires_at when, now when
UPDATE registration
   SET step = $2, code_digest = $3, link_digest = $4, code_tries = 0, code_expires_at = $5, code_sent_at = $6,
       code_sends = code_sends + 1
 WHERE id = $1;

-- query: registration_move   its link was pressed in another browser: it goes on there, and there the password is set
-- in:    id registration_id, token_digest str, code_digest str, link_digest str, now when
UPDATE registration
   SET token_digest = $2, code_digest = $3, link_digest = $4, elsewhere_at = $5
 WHERE id = $1;

-- query: registration_settle   the password was set there
-- in:    id registration_id, password_hash str, moved_after when
UPDATE registration SET password_hash = $2, elsewhere_at = NULL
 WHERE id = $1 AND elsewhere_at > $3;

-- query: registration_settle_late   a password that was refused as too late is waited for no more
-- in:    id registration_id, moved_before when
DELETE FROM registration WHERE id = $1 AND elsewhere_at <= $2;

-- query: registration_end   it became an account, or never will
-- in:    id registration_id
DELETE FROM registration WHERE id = $1;

-- query: registration_purge   forgets those never confirmed
-- in:    born_before when
DELETE FROM registration WHERE created_at <= $1;
