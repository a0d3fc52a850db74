-- SPDX-License-Identifier: Apache-2.0

-- Work on a service that something depends on: dates, plan, money or state follow its outcome. A row goes when the operation
-- is over.
CREATE TABLE service_work (
    operation_id TEXT NOT NULL PRIMARY KEY REFERENCES operation (id), -- the work
    service_id TEXT NOT NULL REFERENCES service (id), -- on what
    kind TEXT NOT NULL                     -- renewal: a paid period; switch: a change of tariff; next: a scheduled one
        CHECK (kind IN ('renewal', 'switch', 'next', 'resume')),
    ref TEXT NOT NULL,                     -- the invoice of a renewal, the change of a switch, else empty
    was TEXT NOT NULL,                     -- why it stood still before it is brought back
    begun_at BIGINT NOT NULL               -- when it was asked for
);
CREATE INDEX service_work_of_service ON service_work (service_id, begun_at);

-- A change that is paid, or needs no payment, and is being carried out: still "waiting" then.
ALTER TABLE tariff_change ADD COLUMN under_way BOOLEAN NOT NULL DEFAULT FALSE; -- an operation decides what becomes of it
