-- SPDX-License-Identifier: Apache-2.0

-- query: recovery_insert   a flow that waits for its code; whose it is, a job finds out
-- in:    id recovery_id, token_digest str, identifier str, language str, network str, device str, expires_at when, now when
INSERT INTO recovery (id, token_digest, identifier, account_id, language, network, device, step, channel, code_digest,
                      link_digest, code_tries, code_expires_at, code_sent_at, proven_at, created_at)
VALUES ($1, $2, $3, NULL, $4, $5, $6, 'code', '', '', '', 0, $7, $8, NULL, $8);

-- query: recovery_find   one that was begun lately
-- in:    id recovery_id, born_after when
-- out:   id recovery_id, token_digest str, identifier str, account_id account_id?, language str, network str, device str, step str, channel str
-- out:   code_digest str, code_expires_at when, code_sent_at when, proven_at when?
SELECT id, token_digest, identifier, account_id, language, network, device, step, channel, code_digest,
       code_expires_at, code_sent_at, proven_at
  FROM recovery
 WHERE id = $1 AND created_at > $2;

-- query: recovery_arm   the code that is on its way is the live one
-- in:    id recovery_id, account_id account_id, channel str, code_digest str, link_digest str
UPDATE recovery SET account_id = $2, channel = $3, code_digest = $4, link_digest = $5
 WHERE id = $1 AND step = 'code';

-- query: recovery_void_others   a new code of an account voids the codes of its other flows, whose step stays as nobody's would
-- in:    account_id account_id, id recovery_id
UPDATE recovery SET code_digest = '', link_digest = ''
 WHERE account_id = $1 AND id <> $2 AND step = 'code';

-- query: recovery_turn_to_email   the code did not come: the next one goes to the mailbox
-- in:    id recovery_id, expires_at when, now when
UPDATE recovery
   SET channel = 'email', code_digest = '', link_digest = '', code_tries = 0, code_expires_at = $2, code_sent_at = $3
 WHERE id = $1 AND step = 'code';

-- query: recovery_try   counts a try of the live code; parallel tries share the five
-- in:    id recovery_id, now when, tries_max int
UPDATE recovery SET code_tries = code_tries + 1
 WHERE id = $1 AND step = 'code' AND code_expires_at > $2 AND code_tries < $3;

-- query: recovery_spoil   a code that was refused as too old has no tries left, whatever the clock says later
-- in:    id recovery_id, now when, tries_max int
UPDATE recovery SET code_tries = $3, link_digest = '' WHERE id = $1 AND step = 'code' AND code_expires_at <= $2;

-- query: recovery_spoil_link   the same, where the link was pressed
-- in:    link_digest str, now when, tries_max int
UPDATE recovery SET code_tries = $3, link_digest = '' WHERE link_digest = $1 AND step = 'code' AND code_expires_at <= $2;

-- query: recovery_by_link   whose live link this is
-- in:    link_digest str, now when
-- out:   id recovery_id
SELECT id FROM recovery WHERE link_digest = $1 AND step = 'code' AND code_expires_at > $2;

-- query: recovery_prove   the code was right: spent
-- in:    id recovery_id, now when
UPDATE recovery SET step = 'password', code_digest = '', link_digest = '', proven_at = $2
 WHERE id = $1 AND step = 'code';

-- query: recovery_move   the link was pressed: the flow goes on under another id
-- in:    id recovery_id, next_id recovery_id, token_digest str, now when
INSERT INTO recovery (id, token_digest, identifier, account_id, language, network, device, step, channel, code_digest,
                      link_digest, code_tries, code_expires_at, code_sent_at, proven_at, created_at)
SELECT $2, $3, identifier, account_id, language, network, device, 'password', channel, '', '', code_tries,
       code_expires_at, code_sent_at, $4, created_at
  FROM recovery
 WHERE id = $1 AND step = 'code';

-- query: recovery_disarm   what is left where the flow began waits for a code that will not come, as nobody's would
-- in:    id recovery_id
UPDATE recovery SET code_digest = '', link_digest = '' WHERE id = $1;

-- query: recovery_end   the new password is set; only once
-- in:    id recovery_id, proven_after when
-- out:   account_id account_id, channel str, proven_at when
UPDATE recovery SET step = 'done'
 WHERE id = $1 AND step = 'password' AND proven_at > $2
RETURNING account_id, channel, proven_at;

-- query: recovery_late   a new password that was refused as too late is waited for no more
-- in:    id recovery_id, proven_before when
UPDATE recovery SET step = 'void' WHERE id = $1 AND step = 'password' AND proven_at <= $2;

-- query: recovery_void_all   nothing of an account that is under way counts any more
-- in:    account_id account_id
UPDATE recovery SET step = CASE WHEN step = 'password' THEN 'void' ELSE step END, code_digest = '', link_digest = ''
 WHERE account_id = $1 AND step IN ('code', 'password');

-- query: recovery_purge   forgets flows of yesterday
-- in:    born_before when
DELETE FROM recovery WHERE created_at <= $1;

-- query: objection_insert   the token of "this was not me"
-- in:    token_digest str, account_id account_id, expires_at when
INSERT INTO recovery_objection (token_digest, account_id, expires_at, used_at) VALUES ($1, $2, $3, NULL);

-- query: objection_spend   its owner objects; only once
-- in:    token_digest str, now when
-- out:   account_id account_id
UPDATE recovery_objection SET used_at = $2
 WHERE token_digest = $1 AND used_at IS NULL AND expires_at > $2
RETURNING account_id;

-- query: objection_spoil   a token that was refused as too old is used up, whatever the clock says later
-- in:    token_digest str, now when
UPDATE recovery_objection SET used_at = $2 WHERE token_digest = $1 AND used_at IS NULL AND expires_at <= $2;

-- query: objection_purge   forgets tokens that have run out
-- in:    now when
DELETE FROM recovery_objection WHERE expires_at <= $1;
