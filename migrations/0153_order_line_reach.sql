-- SPDX-License-Identifier: Apache-2.0
-- How far a price reaches: an add-on that waits for its payment while its service is renewed gets the days it was priced
-- for, and a code that counts for some plans counts for no other one when the plan is changed.
ALTER TABLE order_line ADD COLUMN until_day BIGINT NOT NULL DEFAULT 0; -- of an add-on for a service: first day not paid for
ALTER TABLE order_line ADD COLUMN promo_plans TEXT NOT NULL DEFAULT ''; -- codes of the plans the promo counts for; '': all
ALTER TABLE service ADD COLUMN promo_plans TEXT NOT NULL DEFAULT '';    -- likewise
