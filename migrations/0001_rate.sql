-- SPDX-License-Identifier: Apache-2.0
-- Budgets that guard accounts: one row a budget, counted in windows that begin with the first take.
CREATE TABLE rate_budget (
    budget_key TEXT NOT NULL PRIMARY KEY, -- what is limited and for whom, "login:network:192.0.2.1"
    taken BIGINT NOT NULL,                -- takes in the current window, refused ones included
    started_at BIGINT NOT NULL,           -- when the window began
    ends_at BIGINT NOT NULL               -- when it is over and the row may be forgotten
);
CREATE INDEX rate_budget_end ON rate_budget (ends_at);
