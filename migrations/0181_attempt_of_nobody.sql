-- SPDX-License-Identifier: Apache-2.0
-- Attempts for names that are nobody's are the same work, and of no use to anybody a day later.
CREATE INDEX signin_attempt_of_nobody ON signin_attempt (at) WHERE account_id IS NULL;
