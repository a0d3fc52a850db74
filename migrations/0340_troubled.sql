-- SPDX-License-Identifier: Apache-2.0
-- What fails is counted and listed from indexes that hold nothing else: neither reads what was sent or done.
CREATE INDEX message_waiting ON message (channel, created_at) WHERE state = 'waiting';
CREATE INDEX message_delayed ON message (channel) WHERE state = 'waiting' AND last_code IS NOT NULL;
CREATE INDEX message_failed ON message (channel, created_at) WHERE state = 'failed';
CREATE INDEX message_troubled ON message (created_at, id) WHERE state = 'failed' OR (state = 'waiting' AND last_code IS NOT NULL);
CREATE INDEX job_dead ON job (next_at, id) WHERE state = 'dead';
