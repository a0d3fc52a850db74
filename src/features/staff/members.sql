-- SPDX-License-Identifier: Apache-2.0

-- query: member_by_login   the member with this canonical login
-- in:    login str
-- out:   id staff_id, login str, name str, role str, state str, password_hash str, credential_version int, totp_salt str, totp_step int
-- out:   created_at when, enrolled_at when?, disabled_at when?
SELECT id, login, name, role, state, password_hash, credential_version, totp_salt, totp_step, created_at, enrolled_at, disabled_at
  FROM staff
 WHERE login = $1;

-- query: member_by_id   the member with this id
-- in:    id staff_id
-- out:   id staff_id, login str, name str, role str, state str, password_hash str, credential_version int, totp_salt str, totp_step int
-- out:   created_at when, enrolled_at when?, disabled_at when?
SELECT id, login, name, role, state, password_hash, credential_version, totp_salt, totp_step, created_at, enrolled_at, disabled_at
  FROM staff
 WHERE id = $1;

-- query: member_list   all members, by login
-- out:   id staff_id, login str, name str, role str, state str, password_hash str, credential_version int, totp_salt str, totp_step int
-- out:   created_at when, enrolled_at when?, disabled_at when?
SELECT id, login, name, role, state, password_hash, credential_version, totp_salt, totp_step, created_at, enrolled_at, disabled_at
  FROM staff
 ORDER BY login
 LIMIT 1000;

-- query: member_insert   a new member, who has to enrol; nothing happens when the login is taken
-- in:    id staff_id, login str, name str, role str, now when
INSERT INTO staff (id, login, name, role, state, password_hash, totp_salt, totp_step, created_at)
VALUES ($1, $2, $3, $4, 'invited', '', '', 0, $5)
ON CONFLICT (login) DO NOTHING;

-- query: member_count_others   active members of a role besides one
-- in:    role str, id staff_id
-- out:   count int
SELECT count(*) AS count FROM staff WHERE role = $1 AND state = 'active' AND id <> $2;

-- query: member_role   gives another role
-- in:    id staff_id, role str
UPDATE staff SET role = $2 WHERE id = $1;

-- query: member_disable   locks out
-- in:    id staff_id, now when
UPDATE staff SET state = 'disabled', disabled_at = $2 WHERE id = $1;

-- query: member_anew   forgets password and second factor: the member has to enrol again
-- in:    id staff_id
UPDATE staff
   SET state = 'invited', password_hash = '', credential_version = credential_version + 1, totp_salt = '', totp_step = 0, enrolled_at = NULL, disabled_at = NULL
 WHERE id = $1;

-- query: member_enrol   password and second factor are set
-- in:    id staff_id, name str, password_hash str, totp_salt str, totp_step int, now when
UPDATE staff
   SET state = 'active', name = $2, password_hash = $3, credential_version = credential_version + 1, totp_salt = $4,
       totp_step = $5, enrolled_at = $6
 WHERE id = $1 AND state = 'invited';

-- query: member_seal   the same second factor, sealed with another key
-- in:    id staff_id, before str, sealed str
UPDATE staff SET totp_salt = $3 WHERE id = $1 AND totp_salt = $2;

-- query: member_password   another password instead of the one that was verified
-- in:    id staff_id, password_hash str, verified int
UPDATE staff SET password_hash = $2, credential_version = credential_version + 1
 WHERE id = $1 AND state = 'active' AND credential_version = $3;

-- query: member_rehash   the same password at the cost of today, unless it was changed meanwhile
-- in:    id staff_id, password_hash str, verified int
UPDATE staff SET password_hash = $2 WHERE id = $1 AND state = 'active' AND credential_version = $3;

-- query: member_step   accepts a time step; not one at or before the last
-- in:    id staff_id, step int
UPDATE staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2;

-- query: staff_link_void   the links of a member open nothing any more
-- in:    staff_id staff_id, now when
UPDATE staff_link SET used_at = $2 WHERE staff_id = $1 AND used_at IS NULL;

-- query: staff_link_insert   a new link
-- in:    token_digest str, staff_id staff_id, totp_salt str, expires_at when
INSERT INTO staff_link (token_digest, staff_id, totp_salt, expires_at) VALUES ($1, $2, $3, $4);

-- query: staff_link_find   what a link offers while it lives
-- in:    token_digest str, now when
-- out:   staff_id staff_id, login str, name str, role str, totp_salt str
SELECT l.staff_id, m.login, m.name, m.role, l.totp_salt
  FROM staff_link l
  JOIN staff m ON m.id = l.staff_id
 WHERE l.token_digest = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND m.state = 'invited';

-- query: staff_link_use   spends it
-- in:    token_digest str, now when
UPDATE staff_link SET used_at = $2 WHERE token_digest = $1 AND used_at IS NULL AND expires_at > $2;

-- query: staff_link_late   one that was refused as too old is over, whatever the clock says later
-- in:    token_digest str, now when
UPDATE staff_link SET used_at = $2 WHERE token_digest = $1 AND used_at IS NULL AND expires_at <= $2;

-- query: staff_link_purge   forgets old links
-- in:    before when
DELETE FROM staff_link WHERE expires_at < $1;

-- query: staff_flow_insert   the password was right
-- in:    token_digest str, staff_id staff_id, next str, expires_at when
INSERT INTO staff_flow (token_digest, staff_id, next, tries, expires_at) VALUES ($1, $2, $3, 0, $4);

-- query: staff_flow_find   who has to show his second factor
-- in:    token_digest str, now when, tries_max int
-- out:   staff_id staff_id, next str
SELECT staff_id, next FROM staff_flow WHERE token_digest = $1 AND expires_at > $2 AND tries < $3;

-- query: staff_flow_try   counts a try
-- in:    token_digest str, now when, tries_max int
-- out:   staff_id staff_id, next str
UPDATE staff_flow SET tries = tries + 1
 WHERE token_digest = $1 AND expires_at > $2 AND tries < $3
RETURNING staff_id, next;

-- query: staff_flow_late   one that was refused as too old is over, whatever the clock says later
-- in:    token_digest str, now when
DELETE FROM staff_flow WHERE token_digest = $1 AND expires_at <= $2;

-- query: staff_flow_end   he did, or somebody locked him out
-- in:    staff_id staff_id
DELETE FROM staff_flow WHERE staff_id = $1;

-- query: staff_flow_purge   forgets those that ran out
-- in:    before when
DELETE FROM staff_flow WHERE expires_at < $1;

-- query: staff_code_insert   a recovery code
-- in:    code_digest str, staff_id staff_id, now when
INSERT INTO staff_recovery_code (code_digest, staff_id, created_at) VALUES ($1, $2, $3);

-- query: staff_code_use   spends it
-- in:    code_digest str, staff_id staff_id, now when
UPDATE staff_recovery_code SET used_at = $3 WHERE code_digest = $1 AND staff_id = $2 AND used_at IS NULL;

-- query: staff_code_left   how many are left
-- in:    staff_id staff_id
-- out:   count int
SELECT count(*) AS count FROM staff_recovery_code WHERE staff_id = $1 AND used_at IS NULL;

-- query: staff_code_forget   all of a member
-- in:    staff_id staff_id
DELETE FROM staff_recovery_code WHERE staff_id = $1;

-- query: staff_attempt_insert   an attempt and how it ended
-- in:    id str, login str, at when, outcome str, network str, user_agent str
INSERT INTO staff_attempt (id, login, at, outcome, network, user_agent) VALUES ($1, $2, $3, $4, $5, $6);

-- query: staff_attempt_list   the newest attempts with a login
-- in:    login str, limit int
-- out:   at when, outcome str, network str, user_agent str
SELECT at, outcome, network, user_agent FROM staff_attempt WHERE login = $1 ORDER BY at DESC, id DESC LIMIT $2;

-- query: staff_attempt_purge   forgets old attempts
-- in:    before when
DELETE FROM staff_attempt WHERE at < $1;

-- query: staff_session_list   live sessions of a member, newest use first
-- in:    staff_id staff_id, now when, seen_after when
-- out:   id session_id, user_agent str, network str, created_at when, seen_at when
SELECT id, user_agent, network, created_at, seen_at
  FROM staff_session
 WHERE staff_id = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at > $3
 ORDER BY seen_at DESC
 LIMIT 100;
