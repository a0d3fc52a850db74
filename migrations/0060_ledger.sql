-- SPDX-License-Identifier: Apache-2.0

-- The books: one account of each kind and currency for every customer, and the provider's own. Debits are positive.
CREATE TABLE ledger_account (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    owner TEXT NOT NULL,               -- the customer's account; '' for the provider's own
    book TEXT NOT NULL,                -- 'balance', 'receivable', 'revenue', 'tax', 'clearing', 'bonus'
    currency TEXT NOT NULL,            -- ISO 4217
    balance BIGINT NOT NULL,           -- sum of its postings, minor units; `kabinet ledger check` recomputes it
    last_seq BIGINT NOT NULL,          -- number of its newest posting
    UNIQUE (owner, book, currency)
);

-- What happened, once: a cause with its reference is posted a single time.
CREATE TABLE ledger_transaction (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    cause TEXT NOT NULL,               -- stable word, 'payment.received'
    cause_ref TEXT NOT NULL,           -- id of the thing that caused it
    actor TEXT NOT NULL,               -- who did it: an account, a member of staff, 'system'
    note TEXT NOT NULL,                -- reason, for corrections
    at BIGINT NOT NULL,                -- microseconds UTC
    UNIQUE (cause, cause_ref)
);

-- Lines of transactions, in the order of each account. Append only, like the transactions.
CREATE TABLE posting (
    ledger_account_id TEXT NOT NULL REFERENCES ledger_account (id), -- whose line
    seq BIGINT NOT NULL,               -- 1, 2, 3, … within the account
    transaction_id TEXT NOT NULL REFERENCES ledger_transaction (id), -- what it is part of
    amount BIGINT NOT NULL,            -- minor units; debit positive, credit negative
    balance_after BIGINT NOT NULL,     -- of the account, with this line
    PRIMARY KEY (ledger_account_id, seq)
);
CREATE INDEX posting_of_transaction ON posting (transaction_id);

-- Numbers of legal documents, without gaps: taken in the transaction that issues the document.
CREATE TABLE document_series (
    series TEXT NOT NULL PRIMARY KEY,  -- 'invoice:2026'
    last BIGINT NOT NULL               -- newest number given
);

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append only';
END
$$;
CREATE TRIGGER posting_no_change BEFORE UPDATE OR DELETE ON posting
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_transaction_no_change BEFORE UPDATE OR DELETE ON ledger_transaction
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
