-- SPDX-License-Identifier: Apache-2.0

-- A payment that nobody has begun to make may be withdrawn.
ALTER TABLE payment ADD COLUMN begun_at BIGINT; -- its provider said that the customer is making it
