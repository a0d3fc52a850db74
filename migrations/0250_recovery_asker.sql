-- SPDX-License-Identifier: Apache-2.0
-- Which browser began a recovery: one that the account was opened from has codes of its own.
ALTER TABLE recovery ADD COLUMN device TEXT NOT NULL DEFAULT ''; -- the browser's name; '' for the API or a new one
