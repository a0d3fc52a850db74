-- SPDX-License-Identifier: Apache-2.0

-- What a payment did when it came, so that letters and pages can say it.
ALTER TABLE payment ADD COLUMN applied BIGINT NOT NULL DEFAULT -1; -- its invoice took so much of it, minor units; -1: not known
ALTER TABLE payment ADD COLUMN debt BIGINT NOT NULL DEFAULT 0; -- so much of it went against what the customer owed, minor units

-- One line of a bank statement is credited once, however it is written: references are folded (payments/transfer.c).
CREATE INDEX payment_bank_reference ON payment (upper(external_id)) WHERE provider = 'bank';
