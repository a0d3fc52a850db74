-- SPDX-License-Identifier: Apache-2.0
-- Whoever has the id of a flow cannot go on with it: a secret beside the id does, and only its digest is kept.
ALTER TABLE recovery ADD COLUMN token_digest TEXT NOT NULL DEFAULT '';     -- keyed digest of the secret that goes on with it; '': none does
ALTER TABLE registration ADD COLUMN token_digest TEXT NOT NULL DEFAULT ''; -- likewise
ALTER TABLE registration ADD COLUMN elsewhere_at BIGINT; -- when its link was pressed in another browser than the form's, which has to set the password; NULL: was not
