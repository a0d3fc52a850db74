-- SPDX-License-Identifier: Apache-2.0
-- Codes that somebody waits for leave before letters that can wait.
ALTER TABLE message ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE; -- a code: sent before everything that is not
CREATE INDEX message_urgent ON message (channel, next_at) WHERE state = 'waiting' AND urgent;
