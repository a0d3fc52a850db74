-- SPDX-License-Identifier: Apache-2.0
-- The newest moment this house has lived in. The machine's clock may be set back; what had expired stays expired.
CREATE TABLE house_clock (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    newest_at BIGINT NOT NULL                       -- goes back only when a person confirms the clock
);
