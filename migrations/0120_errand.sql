-- SPDX-License-Identifier: Apache-2.0
-- Jobs that go outside wait in a line of their own, so that a slow panel holds up no other work.
ALTER TABLE job ADD COLUMN errand BOOLEAN NOT NULL DEFAULT FALSE; -- goes outside
DROP INDEX job_due;
CREATE INDEX job_due ON job (errand, next_at) WHERE state = 'waiting';
