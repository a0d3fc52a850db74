-- SPDX-License-Identifier: Apache-2.0

-- query: plan_find   a plan with its published version, by id or code
-- in:    word str
-- out:   id plan_id, code str, group_id plan_group_id, kind str, state str, version int, draft bool, stock_left int, per_customer int, position int, spec str
SELECT p.id, p.code, p.group_id, p.kind, p.state, v.version, v.state = 'draft' AS draft, p.stock_left, p.per_customer, p.position, v.spec
  FROM plan p
  JOIN plan_version v ON v.plan_id = p.id AND v.version = p.version
 WHERE p.id = $1 OR p.code = $1;

-- query: plan_find_version   a plan as it was in a version
-- in:    id plan_id, version int
-- out:   id plan_id, code str, group_id plan_group_id, kind str, state str, version int, draft bool, stock_left int, per_customer int, position int, spec str
SELECT p.id, p.code, p.group_id, p.kind, p.state, v.version, v.state = 'draft' AS draft, p.stock_left, p.per_customer, p.position, v.spec
  FROM plan p
  JOIN plan_version v ON v.plan_id = p.id
 WHERE p.id = $1 AND v.version = $2;

-- query: plans_published   every plan customers may see, as the storefront orders them
-- out:   id plan_id, code str, group_id plan_group_id, kind str, state str, version int, draft bool, stock_left int, per_customer int, position int, spec str
SELECT p.id, p.code, p.group_id, p.kind, p.state, v.version, v.state = 'draft' AS draft, p.stock_left, p.per_customer, p.position, v.spec
  FROM plan p
  JOIN plan_version v ON v.plan_id = p.id AND v.version = p.version
  JOIN plan_group g ON g.id = p.group_id
 WHERE p.state <> 'hidden'
 ORDER BY g.position, g.code, p.position, p.code;

-- query: groups_all   every group, as the storefront orders them
-- out:   id plan_group_id, code str, name_uk str, name_en str, about_uk str, about_en str, position int
SELECT id, code, name_uk, name_en, about_uk, about_en, position FROM plan_group ORDER BY position, code;

-- query: group_insert   a new group, unless the code is taken
-- in:    id plan_group_id, code str, name_uk str, name_en str, about_uk str, about_en str, position int
INSERT INTO plan_group (id, code, name_uk, name_en, about_uk, about_en, position)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (code) DO NOTHING;

-- query: plan_insert   a new plan without a version, unless the code is taken
-- in:    id plan_id, code str, group_id plan_group_id, kind str, state str, stock_left int, per_customer int, position int
INSERT INTO plan (id, code, group_id, kind, state, version, last_version, stock_left, per_customer, position)
VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8)
ON CONFLICT (code) DO NOTHING;

-- query: plan_version_insert   a version of a plan
-- in:    plan plan_id, version int, state str, spec str, author str, now when, published_at when?
INSERT INTO plan_version (plan_id, version, state, spec, author, created_at, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- query: plan_versions_advance   which version is sold, and which is the newest
-- in:    id plan_id, version int, last_version int
UPDATE plan SET version = $2, last_version = $3 WHERE id = $1;

-- query: plan_take_stock   so many pieces of a limited stock, if they are there
-- in:    id plan_id, quantity int
UPDATE plan SET stock_left = stock_left - $2 WHERE id = $1 AND stock_left >= $2;

-- query: plan_give_back   pieces to a stock that is still limited
-- in:    id plan_id, quantity int
UPDATE plan SET stock_left = stock_left + $2 WHERE id = $1 AND stock_left >= 0;

-- query: plan_stock   what may be had of a plan
-- in:    id plan_id
-- out:   stock_left int, per_customer int
SELECT stock_left, per_customer FROM plan WHERE id = $1;

-- query: plan_held_by   how many pieces of a plan an account holds
-- in:    account account_id, plan plan_id
-- out:   held int
SELECT CAST(COALESCE(sum(quantity), 0) AS BIGINT) AS held FROM plan_hold WHERE account_id = $1 AND plan_id = $2;

-- query: plan_hold_insert   pieces held for an order, unless it holds some already
-- in:    ref str, plan plan_id, account account_id, quantity int, counted bool, now when
INSERT INTO plan_hold (ref, plan_id, account_id, quantity, counted, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (ref, plan_id) DO NOTHING;

-- query: plan_hold_add   more or fewer pieces of what an order holds
-- in:    ref str, plan plan_id, change int
UPDATE plan_hold SET quantity = quantity + $3 WHERE ref = $1 AND plan_id = $2;

-- query: plan_hold_delete   an order holds nothing of a plan any more
-- in:    ref str, plan plan_id
DELETE FROM plan_hold WHERE ref = $1 AND plan_id = $2;

-- query: plan_holds_of   what an order holds
-- in:    ref str
-- out:   plan_id plan_id, account_id account_id, quantity int, counted bool, at when
SELECT plan_id, account_id, quantity, counted, at FROM plan_hold WHERE ref = $1 ORDER BY plan_id;

-- query: promo_find   a promo code
-- in:    code str
-- out:   id promo_id, code str, kind str, value int, currency str, plans str, periods int, limit_total int, limit_customer int, uses int, starts_at when?, ends_at when?, enabled bool
SELECT id, code, kind, value, currency, plans, periods, limit_total, limit_customer, uses, starts_at, ends_at, enabled
  FROM promo
 WHERE code = $1;

-- query: promo_insert   a new promo code, unless it is taken
-- in:    id promo_id, code str, kind str, value int, currency str, plans str, periods int, limit_total int, limit_customer int, starts_at when?, ends_at when?, enabled bool
INSERT INTO promo (id, code, kind, value, currency, plans, periods, limit_total, limit_customer, uses, starts_at, ends_at, enabled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12)
ON CONFLICT (code) DO NOTHING;

-- query: promo_take   one more use of a promo code, if it has one left
-- in:    id promo_id
UPDATE promo SET uses = uses + 1 WHERE id = $1 AND (limit_total < 0 OR uses < limit_total);

-- query: promo_give_back   one use less
-- in:    id promo_id
UPDATE promo SET uses = uses - 1 WHERE id = $1 AND uses > 0;

-- query: promo_limit_customer   most uses of one account
-- in:    id promo_id
-- out:   limit_customer int
SELECT limit_customer FROM promo WHERE id = $1;

-- query: promo_used_by   how often an account uses a promo code
-- in:    account account_id, promo promo_id
-- out:   used int
SELECT count(*) AS used FROM promo_use WHERE account_id = $1 AND promo_id = $2;

-- query: promo_use_insert   an order uses a promo code, unless it uses one already
-- in:    ref str, promo promo_id, account account_id, now when
INSERT INTO promo_use (ref, promo_id, account_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT (ref) DO NOTHING;

-- query: promo_use_of   the promo code an order uses
-- in:    ref str
-- out:   promo_id promo_id
SELECT promo_id FROM promo_use WHERE ref = $1;

-- query: promo_use_delete   an order uses none any more
-- in:    ref str
DELETE FROM promo_use WHERE ref = $1;

-- query: tax_rule_of   the rate for payers of a country, or for every other
-- in:    code str, country str
-- out:   country str, name_uk str, name_en str, rate_bp int, inclusive bool
SELECT country, name_uk, name_en, rate_bp, inclusive
  FROM tax_rule
 WHERE code = $1 AND (country = $2 OR country = '')
 ORDER BY country DESC
 LIMIT 1;

-- query: tax_rule_put   a rate
-- in:    code str, country str, name_uk str, name_en str, rate_bp int, inclusive bool
INSERT INTO tax_rule (code, country, name_uk, name_en, rate_bp, inclusive)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (code, country) DO UPDATE
   SET name_uk = excluded.name_uk, name_en = excluded.name_en, rate_bp = excluded.rate_bp, inclusive = excluded.inclusive;

-- query: tax_exempt_account   1 when the account pays no tax
-- in:    account account_id
-- out:   exempt int
SELECT count(*) AS exempt FROM tax_exemption WHERE account_id = $1;

-- query: plans_all   every plan for staff: what is sold of it, or its first draft
-- out:   id plan_id, code str, group_id plan_group_id, kind str, state str, version int, draft bool, stock_left int, per_customer int, position int, spec str
SELECT p.id, p.code, p.group_id, p.kind, p.state, v.version, v.state = 'draft' AS draft, p.stock_left, p.per_customer, p.position, v.spec
  FROM plan p
  JOIN plan_version v ON v.plan_id = p.id AND v.version = CASE WHEN p.version > 0 THEN p.version ELSE p.last_version END
  JOIN plan_group g ON g.id = p.group_id
 ORDER BY g.position, g.code, p.position, p.code;

-- query: plan_numbers   which version is sold, and which number was given last, by id or code
-- in:    word str
-- out:   id plan_id, version int, last_version int
SELECT id, version, last_version FROM plan WHERE id = $1 OR code = $1;

-- query: plan_versions_of   every version of a plan, newest first
-- in:    plan plan_id
-- out:   version int, state str, author str, created_at when, published_at when?
SELECT version, state, author, created_at, published_at FROM plan_version WHERE plan_id = $1 ORDER BY version DESC;

-- query: plan_version_save   a draft as it stands now
-- in:    plan plan_id, version int, spec str, author str, now when
UPDATE plan_version SET spec = $3, author = $4, created_at = $5 WHERE plan_id = $1 AND version = $2 AND state = 'draft';

-- query: plan_version_publish   a draft becomes what it is for ever
-- in:    plan plan_id, version int, now when
UPDATE plan_version SET state = 'published', published_at = $3 WHERE plan_id = $1 AND version = $2 AND state = 'draft';

-- query: plan_version_drop   a draft that nobody wants
-- in:    plan plan_id, version int
DELETE FROM plan_version WHERE plan_id = $1 AND version = $2 AND state = 'draft';

-- query: plan_set   where it is shown and whether it is sold; its stock unless that changed meanwhile
-- in:    id plan_id, group_id plan_group_id, state str, position int, per_customer int, stock_left int, stock_seen int
UPDATE plan SET group_id = $2, state = $3, position = $4, per_customer = $5, stock_left = $6
 WHERE id = $1 AND stock_left = $7;

-- query: group_set   a group as staff wants it
-- in:    id plan_group_id, name_uk str, name_en str, about_uk str, about_en str, position int
UPDATE plan_group SET name_uk = $2, name_en = $3, about_uk = $4, about_en = $5, position = $6 WHERE id = $1;

-- query: promos_all   every promo code
-- out:   id promo_id, code str, kind str, value int, currency str, plans str, periods int, limit_total int, limit_customer int, uses int, starts_at when?, ends_at when?, enabled bool
SELECT id, code, kind, value, currency, plans, periods, limit_total, limit_customer, uses, starts_at, ends_at, enabled
  FROM promo
 ORDER BY code
 LIMIT 1000;

-- query: promo_set   limits and dates of a promo code; what it takes off stays as it was given out
-- in:    id promo_id, plans str, limit_total int, limit_customer int, starts_at when?, ends_at when?, enabled bool
UPDATE promo SET plans = $2, limit_total = $3, limit_customer = $4, starts_at = $5, ends_at = $6, enabled = $7 WHERE id = $1;

-- query: tax_rules_all   every rate
-- out:   code str, country str, name_uk str, name_en str, rate_bp int, inclusive bool
SELECT code, country, name_uk, name_en, rate_bp, inclusive FROM tax_rule ORDER BY code, country;

-- query: tax_exemption_put   an account that pays no tax
-- in:    account account_id, reason str, actor str, now when
INSERT INTO tax_exemption (account_id, reason, actor, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE SET reason = excluded.reason, actor = excluded.actor, at = excluded.at;

-- query: tax_exemption_delete   an account that pays again
-- in:    account account_id
DELETE FROM tax_exemption WHERE account_id = $1;

-- query: tax_exemptions_all   accounts that pay no tax, newest first
-- out:   account_id account_id, number int, login str, reason str, actor str, at when
SELECT e.account_id, a.number, a.login, e.reason, e.actor, e.at
  FROM tax_exemption e
  JOIN account a ON a.id = e.account_id
 ORDER BY e.at DESC
 LIMIT 200;

-- query: account_of_number   who has an account number
-- in:    number int
-- out:   id account_id
SELECT id FROM account WHERE number = $1;
