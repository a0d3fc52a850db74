-- SPDX-License-Identifier: Apache-2.0
-- A claim is one walk of an index in the order it asks for: a backlog of letters or jobs is not sorted again for each.
DROP INDEX message_urgent;
CREATE INDEX message_order ON message (channel, urgent, next_at, id) WHERE state = 'waiting';
CREATE INDEX message_unanswered ON message (channel, next_at) WHERE state = 'waiting' AND last_code = 0;
DROP INDEX job_due;
CREATE INDEX job_due ON job (errand, next_at, id) WHERE state = 'waiting';
DROP INDEX sms_take_phone;
CREATE INDEX sms_take_phone ON sms_take (phone, at, id);
