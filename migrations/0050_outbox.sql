-- SPDX-License-Identifier: Apache-2.0
-- Every mail and text message, put in the transaction of the event that causes it and sent afterwards.
CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,            -- UUIDv7; the local part of a mail's Message-ID
    channel TEXT NOT NULL                    -- how it is sent
        CHECK (channel IN ('email', 'sms')),
    recipient TEXT NOT NULL,                 -- a mail address, or a phone in E.164
    subject TEXT NOT NULL,                   -- of a mail; wiped with the text
    text TEXT NOT NULL,                      -- wiped when the message is done with, unless in a demonstration
    html TEXT NOT NULL,                      -- the mail's other form; wiped likewise
    state TEXT NOT NULL DEFAULT 'waiting'    -- sent: the peer took it; failed: it never will be
        CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts BIGINT NOT NULL DEFAULT 0,      -- times it was claimed for sending
    next_at BIGINT NOT NULL,                 -- not before; while claimed, the end of the claim's lease
    last_code BIGINT,                        -- the peer's reply code, 0 for no reply; NULL while claimed or untried
    last_story TEXT NOT NULL DEFAULT '',     -- what went wrong last, for people
    dedupe TEXT UNIQUE,                      -- two drafts with the same one are one message
    expires_at BIGINT,                       -- not worth sending after this
    created_at BIGINT NOT NULL,              -- when it was put
    ended_at BIGINT                          -- when it was sent or given up
);
CREATE INDEX message_due ON message (channel, next_at) WHERE state = 'waiting';
CREATE INDEX message_created ON message (created_at);
