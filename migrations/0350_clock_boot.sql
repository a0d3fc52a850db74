-- SPDX-License-Identifier: Apache-2.0
-- A clock that was set by more than two hours is not believed until a person confirms it, over restarts and servers too.
ALTER TABLE house_clock ADD COLUMN confirmed BIGINT NOT NULL DEFAULT 0; -- how often a person has confirmed the time

-- What a machine's clock said since the machine was started; rows of long ago are forgotten.
CREATE TABLE clock_boot (
    boot TEXT NOT NULL PRIMARY KEY, -- name of one start of a machine, which ends with it
    offset_us BIGINT NOT NULL,      -- its wall clock minus its time since boot, in microseconds, when it was believed last
    seen_at BIGINT NOT NULL         -- when that was
);
