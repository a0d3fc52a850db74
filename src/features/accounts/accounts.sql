-- SPDX-License-Identifier: Apache-2.0

-- query: account_find   an account with its contacts
-- in:    id account_id
-- out:   id account_id, number int, login str, name str, language str, timezone str, state str, created_at when
-- out:   email str?, email_since when?, email_verified_at when?, email_suspended_at when?
-- out:   phone str?, phone_since when?, phone_verified_at when?, phone_suspended_at when?
SELECT a.id, a.number, a.login, a.name, a.language, a.timezone, COALESCE(s.kind, a.state) AS state, a.created_at,
       e.value AS email, e.created_at AS email_since, e.verified_at AS email_verified_at, e.suspended_at AS email_suspended_at,
       p.value AS phone, p.created_at AS phone_since, p.verified_at AS phone_verified_at, p.suspended_at AS phone_suspended_at
  FROM account a
  LEFT JOIN identifier e ON e.account_id = a.id AND e.kind = 'email'
  LEFT JOIN identifier p ON p.account_id = a.id AND p.kind = 'phone'
  LEFT JOIN account_stop s ON s.account_id = a.id
 WHERE a.id = $1;

-- query: account_stop_find   how staff has stopped an account
-- in:    account_id account_id
-- out:   kind str, told str, since when
SELECT kind, told, since FROM account_stop WHERE account_id = $1;

-- query: account_stop_set   stops an account, or stops it in another way
-- in:    account_id account_id, kind str, told str, since when
INSERT INTO account_stop (account_id, kind, told, since)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE SET kind = excluded.kind, told = excluded.told, since = excluded.since;

-- query: account_stop_clear   lets an account go on
-- in:    account_id account_id
DELETE FROM account_stop WHERE account_id = $1;

-- query: account_find_key   what sign-in needs to know of whoever has this identifier
-- in:    value str
-- out:   id account_id, state str, password_hash str, version int, changed_at when
SELECT a.id, a.state, c.password_hash, c.version, c.changed_at
  FROM identifier i
  JOIN account a ON a.id = i.account_id
  JOIN credential c ON c.account_id = a.id
 WHERE i.value = $1;

-- query: account_number_count   is a number in use
-- in:    number int
-- out:   count int
SELECT count(*) AS count FROM account WHERE number = $1;

-- query: account_insert   a new account
-- in:    id account_id, number int, login str, name str, language str, timezone str, now when
INSERT INTO account (id, number, login, name, language, timezone, state, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 'active', $7);

-- query: account_rename   what owners may change of themselves
-- in:    id account_id, name str, language str, timezone str
UPDATE account SET name = $2, language = $3, timezone = $4 WHERE id = $1;

-- query: identifier_find   whose an identifier is
-- in:    value str
-- out:   account_id account_id, kind str, verified_at when?, suspended_at when?
SELECT account_id, kind, verified_at, suspended_at FROM identifier WHERE value = $1;

-- query: identifier_insert   gives an identifier to an account
-- in:    value str, kind str, account_id account_id, verified_at when?, how str, now when
INSERT INTO identifier (value, kind, account_id, verified_at, how, created_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- query: identifier_verify   its owner proved it
-- in:    value str, account_id account_id, now when, how str
UPDATE identifier SET verified_at = $3, how = $4, suspended_at = NULL WHERE value = $1 AND account_id = $2;

-- query: identifier_release   takes an identifier from an account that never proved it, or is not trusted with it
-- in:    value str
DELETE FROM identifier WHERE value = $1 AND (verified_at IS NULL OR suspended_at IS NOT NULL);

-- query: identifier_release_unproven   forgets such an identifier of a kind that an account has
-- in:    account_id account_id, kind str
DELETE FROM identifier WHERE account_id = $1 AND kind = $2 AND (verified_at IS NULL OR suspended_at IS NOT NULL);

-- query: identifier_remove   an account gives up its identifier of a kind
-- in:    account_id account_id, kind str
DELETE FROM identifier WHERE account_id = $1 AND kind = $2;

-- query: identifier_distrust   the identifier of a kind that an account has recovers nothing until it is proven again
-- in:    account_id account_id, kind str, now when
UPDATE identifier SET suspended_at = $3 WHERE account_id = $1 AND kind = $2 AND suspended_at IS NULL;

-- query: identifier_suspend   after a recovery by a contact: the others that were proven later recover nothing until proven again
-- in:    account_id account_id, kind str, proven_after when, now when
UPDATE identifier SET suspended_at = $4
 WHERE account_id = $1 AND kind IN ('email', 'phone') AND kind <> $2 AND verified_at > $3 AND suspended_at IS NULL;

-- query: credential_insert   the first password of an account
-- in:    account_id account_id, password_hash str, now when
INSERT INTO credential (account_id, password_hash, changed_at) VALUES ($1, $2, $3);

-- query: credential_find   the hash of an account's password
-- in:    account_id account_id
-- out:   password_hash str, version int, changed_at when
SELECT password_hash, version, changed_at FROM credential WHERE account_id = $1;

-- query: credential_set   another password; what the old one proved counts no more
-- in:    account_id account_id, password_hash str, now when
UPDATE credential SET password_hash = $2, changed_at = $3, version = version + 1 WHERE account_id = $1;

-- query: credential_rehash   the same password at today's cost, unless it was changed meanwhile
-- in:    account_id account_id, old_hash str, new_hash str
UPDATE credential SET password_hash = $3 WHERE account_id = $1 AND password_hash = $2;

-- query: consent_put   agreement to a version of the terms; the first one counts
-- in:    account_id account_id, version str, now when, network str
INSERT INTO consent (account_id, version, at, network)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id, version) DO NOTHING;

-- query: consent_count   did the account agree to this version
-- in:    account_id account_id, version str
-- out:   count int
SELECT count(*) AS count FROM consent WHERE account_id = $1 AND version = $2;

-- query: account_notice_put   something its owner must be told
-- in:    account_id account_id, kind str, now when
INSERT INTO account_notice (account_id, kind, at)
VALUES ($1, $2, $3)
ON CONFLICT (account_id, kind) DO NOTHING;

-- query: account_notice_clear   it is settled
-- in:    account_id account_id, kind str
DELETE FROM account_notice WHERE account_id = $1 AND kind = $2;

-- query: account_notice_count   is there such a thing to tell
-- in:    account_id account_id, kind str
-- out:   count int
SELECT count(*) AS count FROM account_notice WHERE account_id = $1 AND kind = $2;

-- query: account_hold_put   holds contacts and refunds; a longer hold wins over a shorter one
-- in:    account_id account_id, reason str, now when, until when
INSERT INTO account_hold (account_id, reason, since, until)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE
   SET reason = excluded.reason, since = excluded.since, until = excluded.until
 WHERE account_hold.until < excluded.until;

-- query: account_hold_find   the hold on an account that is not over yet
-- in:    account_id account_id, now when
-- out:   until when
SELECT until FROM account_hold WHERE account_id = $1 AND until > $2;

-- query: contact_proof_put   a new code voids the old one
-- in:    account_id account_id, kind str, value str, decoy bool, code_digest str, expires_at when, now when
INSERT INTO contact_proof (account_id, kind, value, decoy, code_digest, code_tries, code_expires_at, code_sent_at)
VALUES ($1, $2, $3, $4, $5, 0, $6, $7)
ON CONFLICT (account_id, kind) DO UPDATE
   SET value = excluded.value, decoy = excluded.decoy, code_digest = excluded.code_digest, code_tries = 0,
       code_expires_at = excluded.code_expires_at, code_sent_at = excluded.code_sent_at;

-- query: contact_proof_find   the contact of a kind that an account is proving
-- in:    account_id account_id, kind str
-- out:   value str, code_expires_at when, code_sent_at when
SELECT value, code_expires_at, code_sent_at FROM contact_proof WHERE account_id = $1 AND kind = $2;

-- query: contact_proof_try   counts a try of a live code
-- in:    account_id account_id, kind str, now when, tries_max int
-- out:   value str, decoy bool, code_digest str
UPDATE contact_proof SET code_tries = code_tries + 1
 WHERE account_id = $1 AND kind = $2 AND code_expires_at > $3 AND code_tries < $4
RETURNING value, decoy, code_digest;

-- query: contact_proof_spoil   a code that was refused as too old has no tries left, whatever the clock says later
-- in:    account_id account_id, kind str, now when, tries_max int
UPDATE contact_proof SET code_tries = $4 WHERE account_id = $1 AND kind = $2 AND code_expires_at <= $3;

-- query: contact_proof_end   forgets it
-- in:    account_id account_id, kind str
DELETE FROM contact_proof WHERE account_id = $1 AND kind = $2;

-- query: email_return_insert   a link by which the account's present e-mail comes back, if its owner is trusted with it
-- in:    token_digest str, account_id account_id, now when, expires_at when
INSERT INTO email_return (token_digest, account_id, email, verified_at, how, since, created_at, expires_at, ended_at)
SELECT $1, account_id, value, verified_at, how, created_at, $3, $4, NULL
  FROM identifier
 WHERE account_id = $2 AND kind = 'email' AND verified_at IS NOT NULL AND suspended_at IS NULL;

-- query: email_return_spend   somebody reads the old mailbox; only once
-- in:    token_digest str, now when
-- out:   account_id account_id, email str, verified_at when, how str, since when, created_at when
UPDATE email_return SET ended_at = $2
 WHERE token_digest = $1 AND ended_at IS NULL AND expires_at > $2
RETURNING account_id, email, verified_at, how, since, created_at;

-- query: email_return_spoil   a link that was refused as too old is over, whatever the clock says later
-- in:    token_digest str, now when
UPDATE email_return SET ended_at = $2 WHERE token_digest = $1 AND ended_at IS NULL AND expires_at <= $2;

-- query: email_return_end_later   the change was undone: mailboxes of after it have no way back any more
-- in:    account_id account_id, written_from when, now when
UPDATE email_return SET ended_at = $3 WHERE account_id = $1 AND created_at >= $2 AND ended_at IS NULL;

-- query: email_return_end_suspect   after a recovery: nor have those that were proven after the contact that recovered
-- in:    account_id account_id, proven_after when, now when
UPDATE email_return SET ended_at = $3 WHERE account_id = $1 AND verified_at > $2 AND ended_at IS NULL;

-- query: email_return_purge   forgets links that have run out
-- in:    now when
DELETE FROM email_return WHERE expires_at <= $1;

-- query: account_search_exact   whoever has this number or identifier
-- in:    value str, number int, limit int
-- out:   id account_id
SELECT id FROM account WHERE number = $2
 UNION
SELECT account_id AS id FROM identifier WHERE value = $1
 LIMIT $3;

-- query: account_search_part   whose login, e-mail or phone begins so, or whose name has it in one of three spellings
-- in:    prefix str, prefix_end str, name str, name_lower str, name_title str, limit int
-- out:   id account_id
SELECT a.id
  FROM account a
 WHERE instr(a.name, $3) > 0 OR instr(a.name, $4) > 0 OR instr(a.name, $5) > 0
    OR a.id IN (SELECT account_id FROM identifier WHERE value >= $1 AND value < $2)
 ORDER BY a.login
 LIMIT $6;

-- query: account_search_part @postgres
SELECT a.id
  FROM account a
 WHERE strpos(a.name, $3) > 0 OR strpos(a.name, $4) > 0 OR strpos(a.name, $5) > 0
    OR a.id IN (SELECT account_id FROM identifier WHERE value COLLATE "C" >= $1 AND value COLLATE "C" < $2)
 ORDER BY a.login
 LIMIT $6;
