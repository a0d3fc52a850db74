-- SPDX-License-Identifier: Apache-2.0
-- What a password proved holds only while that credential stands: an act compares the version again where it commits.
ALTER TABLE credential ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- grows with each new password, not when the same one is hashed anew
ALTER TABLE staff ADD COLUMN credential_version BIGINT NOT NULL DEFAULT 1; -- grows with each new password, enrolment and reset
