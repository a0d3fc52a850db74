-- SPDX-License-Identifier: Apache-2.0
-- Whoever recovers access by one contact trusts only those that were proven before it; the others recover nothing meanwhile.
ALTER TABLE identifier ADD COLUMN suspended_at BIGINT; -- since when it recovers nothing until it is proven again; NULL: it may
