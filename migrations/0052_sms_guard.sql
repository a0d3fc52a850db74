-- SPDX-License-Identifier: Apache-2.0
-- Codes sent by SMS in the last two days, for the guard of what they cost.
CREATE TABLE sms_take (
    id TEXT NOT NULL PRIMARY KEY,   -- UUIDv7
    phone TEXT NOT NULL,            -- E.164
    area TEXT NOT NULL,             -- the first six characters of the phone: country and operator
    country TEXT NOT NULL,          -- the calling code of the allow-list that let it through
    network TEXT NOT NULL,          -- who asked: the address, or its /64
    confirmed BOOLEAN NOT NULL DEFAULT FALSE, -- the code was typed in
    at BIGINT NOT NULL              -- when it was taken
);
CREATE INDEX sms_take_phone ON sms_take (phone, at);
CREATE INDEX sms_take_network ON sms_take (network, at);
CREATE INDEX sms_take_area ON sms_take (area, at);
CREATE INDEX sms_take_at ON sms_take (at);
