-- SPDX-License-Identifier: Apache-2.0
-- What all migrations together give, in SQLite's words; on PostgreSQL INTEGER is BIGINT or BOOLEAN, BLOB is BYTEA.
-- Made by tools/print_schema --write; edit the migrations instead.

-- A customer's account. Closed accounts are masked, never deleted.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,   -- UUIDv7
    number INTEGER NOT NULL UNIQUE,  -- for people: eight digits, drawn by chance so that it counts nobody
    login TEXT NOT NULL,            -- canonical, for showing; what makes it unique is its identifier
    name TEXT NOT NULL,             -- of the person, as pages and mails address them
    language TEXT NOT NULL,         -- 'uk' or 'en'
    timezone TEXT NOT NULL,         -- name in the zone database, 'Europe/Kyiv'
    state TEXT NOT NULL CHECK (state IN ('active', 'restricted', 'closing', 'closed')), -- see features/accounts
    created_at INTEGER NOT NULL      -- when the e-mail was confirmed, microseconds UTC
) STRICT;

-- Until when contacts, payers and refunds of an account stand still after access was recovered.
CREATE TABLE account_hold (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- what is held
    reason TEXT NOT NULL,    -- 'recovery'
    since INTEGER NOT NULL,   -- when it began
    until INTEGER NOT NULL    -- when it ends by itself
) STRICT;

-- Things an owner must be told on the home page until they are settled.
CREATE TABLE account_notice (
    account_id TEXT NOT NULL REFERENCES account (id), -- whom to tell
    kind TEXT NOT NULL,      -- 'phone_taken': somebody else proved the phone, enter another
    at INTEGER NOT NULL,      -- when it came up
    PRIMARY KEY (account_id, kind)
) STRICT;

-- Accounts that staff has stopped; without a row an account is as its own state says.
CREATE TABLE account_stop (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- which account
    kind TEXT NOT NULL CHECK (kind IN ('locked', 'restricted')), -- locked: nobody signs in; restricted: nothing new is ordered
    told TEXT NOT NULL, -- what staff told the customer, as typed; may be ''
    since INTEGER NOT NULL -- when this kind began, microseconds UTC
) STRICT;

-- The audit trail: who did what to which account, from where. Append only.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
    account_id TEXT NOT NULL,     -- whose trail it is; no foreign key: a trail outlives everything
    action TEXT NOT NULL,         -- stable word, "password.changed"
    detail TEXT NOT NULL,         -- short, never a secret
    network TEXT NOT NULL,        -- client address
    user_agent TEXT NOT NULL,     -- as the client called itself, cut
    at INTEGER NOT NULL            -- microseconds UTC
) STRICT;
CREATE INDEX audit_by_account ON audit (account_id, at DESC, id DESC);
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append only');
END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append only');
END;

-- A customer's money history, ready to be shown: one row for each posting of a balance, with the sums up to it, so that a
-- page, the totals of any range and a chart cost the same however long the history is. Signs are the customer's: what
-- comes to him is positive. Append only; written with the posting, recomputed by `kabinet ledger check`.
CREATE TABLE balance_line (
    ledger_account_id TEXT NOT NULL REFERENCES ledger_account (id), -- whose line
    at INTEGER NOT NULL,                -- microseconds UTC; never before the line above, whatever the clock says
    seq INTEGER NOT NULL,               -- of the posting
    transaction_id TEXT NOT NULL REFERENCES ledger_transaction (id), -- what it is part of
    cause TEXT NOT NULL,               -- of the transaction
    document_kind TEXT NOT NULL,       -- 'invoice', 'payment', or '' for none: what a customer may look at
    document_id TEXT NOT NULL,         -- its id, or ''
    document_number TEXT NOT NULL,     -- what people call it, or ''
    note TEXT NOT NULL,                -- of the transaction
    amount INTEGER NOT NULL,            -- minor units
    balance_after INTEGER NOT NULL,     -- what the customer has with this line
    total_in INTEGER NOT NULL,          -- everything that came, up to here
    total_out INTEGER NOT NULL,         -- everything that went, up to here, as a positive number
    cause_in INTEGER NOT NULL,          -- the same of this cause alone
    cause_out INTEGER NOT NULL,         -- the same of this cause alone
    cause_count INTEGER NOT NULL,       -- lines of this cause, with this one
    PRIMARY KEY (ledger_account_id, at, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX balance_line_of_cause ON balance_line (ledger_account_id, cause, at, seq, cause_in, cause_out, cause_count);
CREATE INDEX balance_line_of_transaction ON balance_line (transaction_id);
CREATE TRIGGER balance_line_no_delete BEFORE DELETE ON balance_line
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append only');
END;
CREATE TRIGGER balance_line_no_update BEFORE UPDATE ON balance_line
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append only');
END;

-- Answers to challenges against robots, kept until the challenge has run out anyway.
CREATE TABLE captcha_answer (
    nonce TEXT NOT NULL PRIMARY KEY, -- of the challenge, "proof:…" or "picture:…"
    tries INTEGER NOT NULL,           -- answers given so far
    spent INTEGER NOT NULL,          -- a right one was among them: counts no more
    expires_at INTEGER NOT NULL       -- when the challenge runs out and the row may be forgotten
, spent_by TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX captcha_answer_expires ON captcha_answer (expires_at);

-- Carts: what somebody chose and did not order yet. Prices are not kept; they are asked for anew each time.
CREATE TABLE cart (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7; of a guest's cart it stands in his signed cookie
    account_id TEXT UNIQUE REFERENCES account (id), -- whose; NULL: a guest's
    currency TEXT NOT NULL,                -- ISO 4217, one for everything in it
    promo TEXT NOT NULL DEFAULT '',        -- code as it was typed, or ''
    created_at INTEGER NOT NULL,            -- when it was begun
    changed_at INTEGER NOT NULL             -- when it was last changed
) STRICT;
CREATE INDEX cart_by_change ON cart (changed_at) WHERE account_id IS NULL;

-- What is in a cart, line by line.
CREATE TABLE cart_item (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    cart_id TEXT NOT NULL REFERENCES cart (id), -- in which
    position INTEGER NOT NULL,              -- place in it, from 1
    plan TEXT NOT NULL,                    -- code of the plan
    months INTEGER NOT NULL,                -- length of the period
    quantity INTEGER NOT NULL,              -- how many
    options TEXT NOT NULL,                 -- chosen ones, JSON object of code and value
    parent_item_id TEXT,                   -- of an add-on: the line it is bought with
    parent_service_id TEXT,                -- of an add-on: the service it is bought for
    seen_total INTEGER NOT NULL,            -- price the customer saw last, minor units before discounts
    seen_currency TEXT NOT NULL,           -- of that price
    added_at INTEGER NOT NULL               -- when
) STRICT;
CREATE INDEX cart_item_of_cart ON cart_item (cart_id, position);

-- What a machine's clock said since the machine was started; rows of long ago are forgotten.
CREATE TABLE clock_boot (
    boot TEXT NOT NULL PRIMARY KEY, -- name of one start of a machine, which ends with it
    offset_us INTEGER NOT NULL,      -- its wall clock minus its time since boot, in microseconds, when it was believed last
    seen_at INTEGER NOT NULL         -- when that was
) STRICT;

-- Which terms were agreed to, when and from where. A new version of the terms is a new row.
CREATE TABLE consent (
    account_id TEXT NOT NULL REFERENCES account (id), -- who agreed
    version TEXT NOT NULL,   -- of the terms
    at INTEGER NOT NULL,      -- when
    network TEXT NOT NULL,   -- from which address
    PRIMARY KEY (account_id, version)
) STRICT;

-- A contact that an account wants to prove by a code: of each kind one at a time. Takes the place of phone_proof.
CREATE TABLE contact_proof (
    account_id TEXT NOT NULL REFERENCES account (id), -- who
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')), -- what it is
    value TEXT NOT NULL,              -- canonical: where the code went
    decoy INTEGER NOT NULL,           -- another account has it, whose owner was written to instead: no code was sent
    code_digest TEXT NOT NULL,        -- of the one live code
    code_tries INTEGER NOT NULL,       -- times the live code was tried
    code_expires_at INTEGER NOT NULL,  -- its end
    code_sent_at INTEGER NOT NULL,     -- when it was sent
    PRIMARY KEY (account_id, kind)
) STRICT;

-- Corrections of a customer's balance by staff: goodwill, or a debt taken, with a reason. Large ones wait for a second member.
CREATE TABLE correction (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7; the reference in the ledger
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose balance
    amount INTEGER NOT NULL CHECK (amount <> 0),        -- minor units; positive is given to the customer
    currency TEXT NOT NULL,                            -- ISO 4217
    reason TEXT NOT NULL,                              -- in words of staff, shown to the customer
    state TEXT NOT NULL                                -- done: posted
        CHECK (state IN ('approval', 'done', 'refused')),
    asked_by TEXT NOT NULL,                            -- member of staff
    decided_by TEXT NOT NULL DEFAULT '',               -- second member of staff
    created_at INTEGER NOT NULL,                        -- asked
    settled_at INTEGER                                  -- posted or refused
) STRICT;
CREATE INDEX correction_newest ON correction (created_at DESC, id DESC);
CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction
BEGIN
    SELECT RAISE(ABORT, 'corrections are append only');
END;
CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction
    WHEN OLD.state <> 'approval' OR OLD.id <> NEW.id OR OLD.account_id <> NEW.account_id
         OR OLD.amount <> NEW.amount OR OLD.currency <> NEW.currency OR OLD.reason <> NEW.reason
         OR OLD.asked_by <> NEW.asked_by OR OLD.created_at <> NEW.created_at
BEGIN
    SELECT RAISE(ABORT, 'corrections are append only');
END;

-- The password of an account, in the text form of its hash. Apart from the account, so that no list
-- of accounts ever carries it.
CREATE TABLE credential (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- whose password
    password_hash TEXT NOT NULL,  -- Argon2id; '' opens for nobody until access is recovered
    changed_at INTEGER NOT NULL    -- when it was set
, version INTEGER NOT NULL DEFAULT 1) STRICT;

-- Credit notes: how an issued document is corrected.
CREATE TABLE credit_note (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    number TEXT NOT NULL UNIQUE,      -- of its own series: 'CN-2026-000003'
    invoice_id TEXT NOT NULL REFERENCES invoice (id), -- what it corrects
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    currency TEXT NOT NULL,           -- ISO 4217
    net INTEGER NOT NULL,              -- given back without tax
    tax INTEGER NOT NULL,              -- tax given back
    total INTEGER NOT NULL CHECK (total > 0 AND total = net + tax), -- to the balance
    reason TEXT NOT NULL,             -- as the customer reads it
    actor TEXT NOT NULL,              -- who did it: a member of staff, 'system'
    issued_day INTEGER NOT NULL,       -- the customer's date
    issued_at INTEGER NOT NULL         -- when
) STRICT;
CREATE INDEX credit_note_of_account ON credit_note (account_id, issued_at DESC, id DESC);
CREATE INDEX credit_note_of_invoice ON credit_note (invoice_id, issued_at);
CREATE TRIGGER credit_note_no_delete BEFORE DELETE ON credit_note
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER credit_note_no_update BEFORE UPDATE ON credit_note
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;

-- Orders: what customers asked for, at frozen prices, until it is paid and delivered.
CREATE TABLE customer_order (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    number INTEGER NOT NULL UNIQUE,         -- for people
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    name TEXT NOT NULL DEFAULT '',         -- the customer's own name for it
    state TEXT NOT NULL                    -- open: waits for its payment; paid: being delivered; see features/orders
        CHECK (state IN ('open', 'paid', 'done', 'cancelled', 'expired')),
    currency TEXT NOT NULL,                -- ISO 4217
    discount INTEGER NOT NULL,              -- sum of the lines, minor units
    net INTEGER NOT NULL,                   -- likewise
    tax INTEGER NOT NULL,                   -- likewise
    total INTEGER NOT NULL,                 -- likewise; what the invoice asks for
    promo TEXT NOT NULL DEFAULT '',        -- code that was used, or ''
    payer_id TEXT NOT NULL DEFAULT '',     -- whom the invoice is made out to; '': the account's default
    invoice_id TEXT UNIQUE,                -- the one that counts; NULL when it ended without
    invoiced INTEGER NOT NULL DEFAULT 0,    -- how many invoices were issued for it
    token TEXT NOT NULL,                   -- of the checkout: the same again is the same order
    terms TEXT NOT NULL,                   -- version of the terms agreed to
    network TEXT NOT NULL,                 -- client address at the checkout
    created_at INTEGER NOT NULL,            -- when
    expires_at INTEGER NOT NULL,            -- unpaid until then it is over
    paid_at INTEGER,                        -- when its invoice was
    ended_at INTEGER,                       -- when it was done, cancelled or expired
    end_reason TEXT NOT NULL DEFAULT '',   -- stable word, or what staff wrote
    UNIQUE (account_id, token)
) STRICT;
CREATE INDEX order_by_state ON customer_order (state, created_at, id);
CREATE INDEX order_by_time ON customer_order (created_at, id);
CREATE INDEX order_of_account ON customer_order (account_id, created_at, id);

-- Documents as customers download them: made when first asked for, in one language each, and kept.
CREATE TABLE document (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'act', 'credit_note')), -- what it is
    ref TEXT NOT NULL,                -- id of the invoice or credit note
    language TEXT NOT NULL,           -- 'uk', 'en'
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    sheet TEXT NOT NULL,              -- JSON of all its words, as they were when it was made
    created_at INTEGER NOT NULL,       -- when it was first asked for
    pdf BLOB,                        -- NULL until it is printed
    sha256 TEXT,                      -- of the PDF; the same sheet gives the same again
    printed_at INTEGER,                -- when
    story TEXT NOT NULL,              -- what stood in the way last, for staff
    UNIQUE (kind, ref, language)
) STRICT;
CREATE INDEX document_waiting ON document (id) WHERE printed_at IS NULL;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER document_no_reprint BEFORE UPDATE ON document WHEN OLD.printed_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER document_no_rewrite BEFORE UPDATE OF id, kind, ref, language, account_id, sheet, created_at ON document
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;

-- Numbers of legal documents, without gaps: taken in the transaction that issues the document.
CREATE TABLE document_series (
    series TEXT NOT NULL PRIMARY KEY,  -- 'invoice:2026'
    last INTEGER NOT NULL               -- newest number given
) STRICT;

-- The way back of a mailbox whose account asked for another one or has got it: the links of its letters.
CREATE TABLE email_return (
    token_digest TEXT NOT NULL PRIMARY KEY,            -- keyed digest of the token in the link
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose e-mail it was
    email TEXT NOT NULL,              -- canonical: what the account goes back to
    verified_at INTEGER NOT NULL,      -- when its owner had proved it
    how TEXT NOT NULL,                -- what had proved it
    since INTEGER NOT NULL,            -- since when the account had it
    created_at INTEGER NOT NULL,       -- when the letter was written
    expires_at INTEGER NOT NULL,       -- end of the link
    ended_at INTEGER                   -- when it was used, or died of another way; NULL: it lives
) STRICT;
CREATE INDEX email_return_age ON email_return (expires_at);
CREATE INDEX email_return_of_account ON email_return (account_id);

-- The newest moment this house has lived in. The machine's clock may be set back; what had expired stays expired.
CREATE TABLE house_clock (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- there is one row
    newest_at INTEGER NOT NULL                       -- goes back only when a person confirms the clock
, confirmed INTEGER NOT NULL DEFAULT 0) STRICT;

-- The key of secret.key that this house signs with. A ring that does not hold it belongs to another database, or is older.
CREATE TABLE house_key (
    row_id INTEGER NOT NULL PRIMARY KEY CHECK (row_id = 1), -- there is one row
    key_id TEXT NOT NULL,                                   -- what kabinet keys list calls it
    digest BLOB NOT NULL,                                  -- derived from the key, tells nothing of it
    noted_at INTEGER NOT NULL                                -- when the server was first seen to sign with it
) STRICT;

-- Answers to calls of the API that carried an Idempotency-Key, so that a repeated call gets the first
-- answer instead of a second effect. Kept for a day.
CREATE TABLE idempotency (
    key_digest TEXT NOT NULL PRIMARY KEY, -- keyed digest of caller, path and key
    body_digest TEXT NOT NULL,            -- keyed digest of the body: another body under the same key is refused
    status INTEGER NOT NULL,               -- of the answer; 0 while the first call runs
    answer TEXT NOT NULL,                 -- its JSON
    expires_at INTEGER NOT NULL            -- when the row may be forgotten
, headers TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX idempotency_end ON idempotency (expires_at);

-- Everything that can be typed into the one field of sign-in. One unique index over the canonical
-- value, whatever its kind: a login can never equal somebody else's e-mail or phone.
CREATE TABLE identifier (
    value TEXT NOT NULL PRIMARY KEY,                   -- canonical: 'olena.k', 'olena@example.com', '+380671234567'
    kind TEXT NOT NULL CHECK (kind IN ('login', 'email', 'phone')), -- what it is
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose it is
    verified_at INTEGER,                                -- when its owner proved it; NULL: never
    how TEXT NOT NULL,                                 -- what proved it: 'chosen', 'code', 'link'; '' while unproven
    created_at INTEGER NOT NULL                         -- since when it is theirs
, suspended_at INTEGER) STRICT;
CREATE UNIQUE INDEX identifier_of_account ON identifier (account_id, kind);

-- Invoices. Once issued only what was paid and credited, and the state, may change.
CREATE TABLE invoice (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    number TEXT NOT NULL UNIQUE,      -- of its series, without gaps: '2026-000017'
    account_id TEXT NOT NULL REFERENCES account (id), -- who owes
    currency TEXT NOT NULL,           -- ISO 4217
    cause TEXT NOT NULL,              -- stable word of what it is for: 'order'
    cause_ref TEXT NOT NULL,          -- id of that; with the cause, invoiced once
    net INTEGER NOT NULL,              -- sums of the lines, minor units
    tax INTEGER NOT NULL,              -- likewise
    total INTEGER NOT NULL CHECK (total >= 0 AND total = net + tax), -- likewise
    parties TEXT NOT NULL,            -- JSON of seller and payer as they were
    issued_day INTEGER NOT NULL,       -- the customer's date it was issued on, days since 1970
    issued_at INTEGER NOT NULL,        -- when
    due_at INTEGER NOT NULL,           -- until when it should be paid
    state TEXT NOT NULL CHECK (state IN ('issued', 'part_paid', 'paid', 'part_credited', 'credited', 'cancelled')), -- where it stands
    paid INTEGER NOT NULL CHECK (paid >= 0 AND paid <= total), -- taken from the balance so far
    payments INTEGER NOT NULL,         -- how many times something was taken
    credited INTEGER NOT NULL CHECK (credited >= 0 AND credited <= paid), -- given back by credit notes
    credited_tax INTEGER NOT NULL,     -- tax among that
    paid_at INTEGER,                   -- when the last of it was paid
    closed_at INTEGER,                 -- when it was cancelled
    UNIQUE (cause, cause_ref)
) STRICT;
CREATE INDEX invoice_by_age ON invoice (issued_at DESC, id DESC);
CREATE INDEX invoice_of_account ON invoice (account_id, issued_at DESC, id DESC);
CREATE INDEX invoice_open ON invoice (account_id, due_at) WHERE state IN ('issued', 'part_paid');
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER invoice_no_update BEFORE UPDATE OF id, number, account_id, currency, cause, cause_ref, net, tax, total, parties, issued_day, issued_at, due_at ON invoice
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;

-- What an invoice is for, line by line.
CREATE TABLE invoice_line (
    invoice_id TEXT NOT NULL REFERENCES invoice (id), -- part of
    seq INTEGER NOT NULL,              -- 1, 2, 3, …
    text_uk TEXT NOT NULL,            -- what it is, in Ukrainian
    text_en TEXT NOT NULL,            -- and in English
    quantity INTEGER NOT NULL,         -- how many
    unit INTEGER NOT NULL,             -- price of one, as shown
    discount INTEGER NOT NULL,         -- taken off, as shown
    net INTEGER NOT NULL,              -- without tax
    tax_bp INTEGER NOT NULL,           -- rate in hundredths of a percent
    tax INTEGER NOT NULL,              -- tax of the line, rounded for itself
    total INTEGER NOT NULL CHECK (total = net + tax), -- with tax
    from_day INTEGER NOT NULL,         -- first day of the period; 0 with until_day 0: none
    until_day INTEGER NOT NULL,        -- the day after the last one
    ref TEXT NOT NULL,                -- id of what it is for, '' for nothing
    PRIMARY KEY (invoice_id, seq)
) STRICT;
CREATE TRIGGER invoice_line_no_delete BEFORE DELETE ON invoice_line
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER invoice_line_no_update BEFORE UPDATE ON invoice_line
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;

-- Work for later. A job that is done is deleted with its effects; one that never succeeds stays as a dead letter.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,            -- UUIDv7
    kind TEXT NOT NULL,                      -- a name from a room's table of kinds
    ref TEXT NOT NULL,                       -- the id of the thing to work on
    unique_key TEXT,                         -- while it waits, no other of the kind may have the same
    state TEXT NOT NULL DEFAULT 'waiting'    -- dead: given up after the last attempt
        CHECK (state IN ('waiting', 'dead')),
    due_at INTEGER NOT NULL,                  -- when it should run
    next_at INTEGER NOT NULL,                 -- not before; while claimed, the end of the claim's lease
    claimed INTEGER NOT NULL DEFAULT FALSE,  -- somebody is at it
    attempts INTEGER NOT NULL DEFAULT 0,      -- times it was claimed
    last_error TEXT NOT NULL DEFAULT '',     -- the code of the last failure
    created_at INTEGER NOT NULL, errand INTEGER NOT NULL DEFAULT FALSE, holder INTEGER NOT NULL DEFAULT 0,              -- when it was put
    UNIQUE (kind, unique_key)
) STRICT;
CREATE INDEX job_dead ON job (next_at, id) WHERE state = 'dead';
CREATE INDEX job_due ON job (errand, next_at, id) WHERE state = 'waiting';

-- Browsers that signed in to an account before: they carry a signed cookie and have a budget of
-- attempts of their own, so that a stranger's guesses never lock the owner out.
CREATE TABLE known_device (
    device_id TEXT NOT NULL,      -- random name in the signed cookie
    account_id TEXT NOT NULL REFERENCES account (id), -- which account it knows the password of
    first_at INTEGER NOT NULL,     -- first good sign-in
    last_at INTEGER NOT NULL,      -- latest good sign-in
    PRIMARY KEY (device_id, account_id)
) STRICT;
CREATE INDEX known_device_of_account ON known_device (account_id);

-- The books: one account of each kind and currency for every customer, and the provider's own. Debits are positive.
CREATE TABLE ledger_account (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    owner TEXT NOT NULL,               -- the customer's account; '' for the provider's own
    book TEXT NOT NULL,                -- 'balance', 'receivable', 'revenue', 'tax', 'clearing', 'bonus'
    currency TEXT NOT NULL,            -- ISO 4217
    balance INTEGER NOT NULL,           -- sum of its postings, minor units; `kabinet ledger check` recomputes it
    last_seq INTEGER NOT NULL,          -- number of its newest posting
    UNIQUE (owner, book, currency)
) STRICT;

-- What happened, once: a cause with its reference is posted a single time.
CREATE TABLE ledger_transaction (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    cause TEXT NOT NULL,               -- stable word, 'payment.received'
    cause_ref TEXT NOT NULL,           -- id of the thing that caused it
    actor TEXT NOT NULL,               -- who did it: an account, a member of staff, 'system'
    note TEXT NOT NULL,                -- reason, for corrections
    at INTEGER NOT NULL,                -- microseconds UTC
    UNIQUE (cause, cause_ref)
) STRICT;
CREATE TRIGGER ledger_transaction_no_delete BEFORE DELETE ON ledger_transaction
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append only');
END;
CREATE TRIGGER ledger_transaction_no_update BEFORE UPDATE ON ledger_transaction
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append only');
END;

-- Logins kept for registrations under way, for an hour.
CREATE TABLE login_hold (
    login TEXT NOT NULL PRIMARY KEY,  -- canonical
    registration_id TEXT NOT NULL,    -- for whom; the registration may be gone already
    until INTEGER NOT NULL             -- from then on anybody may take it
) STRICT;

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
    attempts INTEGER NOT NULL DEFAULT 0,      -- times it was claimed for sending
    next_at INTEGER NOT NULL,                 -- not before; while claimed, the end of the claim's lease
    last_code INTEGER,                        -- the peer's reply code, 0 for no reply; NULL while claimed or untried
    last_story TEXT NOT NULL DEFAULT '',     -- what went wrong last, for people
    dedupe TEXT UNIQUE,                      -- two drafts with the same one are one message
    expires_at INTEGER,                       -- not worth sending after this
    created_at INTEGER NOT NULL,              -- when it was put
    ended_at INTEGER                          -- when it was sent or given up
, urgent INTEGER NOT NULL DEFAULT FALSE, holder INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX message_created ON message (created_at);
CREATE INDEX message_delayed ON message (channel) WHERE state = 'waiting' AND last_code IS NOT NULL;
CREATE INDEX message_due ON message (channel, next_at) WHERE state = 'waiting';
CREATE INDEX message_failed ON message (channel, created_at) WHERE state = 'failed';
CREATE INDEX message_order ON message (channel, urgent, next_at, id) WHERE state = 'waiting';
CREATE INDEX message_troubled ON message (created_at, id) WHERE state = 'failed' OR (state = 'waiting' AND last_code IS NOT NULL);
CREATE INDEX message_unanswered ON message (channel, next_at) WHERE state = 'waiting' AND last_code = 0;
CREATE INDEX message_waiting ON message (channel, created_at) WHERE state = 'waiting';

-- What is to be done with a thing a customer has, by a hook, a web address or a person: create it, suspend it, …
CREATE TABLE operation (
    id TEXT NOT NULL PRIMARY KEY,         -- UUIDv7; hooks know what they did by it
    unique_key TEXT NOT NULL UNIQUE,      -- of whoever asked: the same again is the first
    subject TEXT NOT NULL,                -- id of the thing
    account_id TEXT NOT NULL,             -- whose it is
    kind TEXT NOT NULL                    -- what is to be done
        CHECK (kind IN ('create', 'suspend', 'resume', 'change', 'renew', 'terminate')),
    driver TEXT NOT NULL                  -- who does it
        CHECK (driver IN ('manual', 'webhook', 'exec')),
    config TEXT NOT NULL,                 -- JSON of the plan's driver
    payload TEXT NOT NULL,                -- JSON of what is wanted
    state TEXT NOT NULL                   -- where it stands
        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'manual', 'cancelled')),
    remote INTEGER NOT NULL DEFAULT FALSE, -- taken over by the other side, which will say how it ended
    progress INTEGER NOT NULL DEFAULT 0    -- percent
        CHECK (progress BETWEEN 0 AND 100),
    step_uk TEXT NOT NULL DEFAULT '',     -- what is being done, in words for the customer
    step_en TEXT NOT NULL DEFAULT '',     -- likewise
    attempts INTEGER NOT NULL DEFAULT 0,   -- that failed, since staff last touched it
    answer TEXT,                          -- JSON of what came out
    last_error TEXT NOT NULL DEFAULT '',  -- why the last attempt failed, in words for staff
    created_at INTEGER NOT NULL,           -- when it was asked for
    updated_at INTEGER NOT NULL,           -- of the last change
    started_at INTEGER,                    -- of the first attempt
    ended_at INTEGER                       -- done or cancelled
) STRICT;
CREATE INDEX operation_by_subject ON operation (subject, created_at DESC, id DESC);
CREATE INDEX operation_for_staff ON operation (created_at, id) WHERE state IN ('manual', 'failed');
CREATE INDEX operation_open_of ON operation (account_id, created_at DESC, id DESC)
    WHERE state IN ('waiting', 'running', 'failed', 'manual');

-- Lines of orders: everything a document, a service and a renewal need of what was bought, as it was then.
CREATE TABLE order_line (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7; the service is made for it, once
    order_id TEXT NOT NULL REFERENCES customer_order (id), -- in which; changes when it is split off or merged
    position INTEGER NOT NULL,              -- place in it, from 1
    parent_line_id TEXT REFERENCES order_line (id), -- of an add-on: the line it was bought with
    parent_service_id TEXT NOT NULL DEFAULT '', -- of an add-on: the service it was bought for
    plan_id TEXT NOT NULL,                 -- of the catalogue
    plan_version INTEGER NOT NULL,          -- the edition it was bought in
    plan_code TEXT NOT NULL,               -- its stable word
    name_uk TEXT NOT NULL,                 -- of the plan
    name_en TEXT NOT NULL,                 -- likewise
    text_uk TEXT NOT NULL,                 -- with the chosen options, as documents say it
    text_en TEXT NOT NULL,                 -- likewise
    months INTEGER NOT NULL,                -- length of the period
    quantity INTEGER NOT NULL,              -- how many
    options TEXT NOT NULL,                 -- every option, JSON object
    recurring_unit INTEGER NOT NULL,        -- minor units of one for the period
    setup_unit INTEGER NOT NULL,            -- of one, once
    recurring INTEGER NOT NULL,             -- of all
    setup INTEGER NOT NULL,                 -- of all
    discount INTEGER NOT NULL,              -- taken off
    amount INTEGER NOT NULL,                -- recurring + setup - discount
    tax_bp INTEGER NOT NULL,                -- rate in basis points
    tax_inclusive INTEGER NOT NULL,        -- amount contains the tax
    net INTEGER NOT NULL,                   -- without tax
    tax INTEGER NOT NULL,                   -- the tax
    total INTEGER NOT NULL,                 -- net + tax
    promo_id TEXT NOT NULL DEFAULT '',     -- code that counts for it, or ''
    promo_kind INTEGER NOT NULL DEFAULT 0,  -- of the catalogue
    promo_value INTEGER NOT NULL DEFAULT 0, -- basis points, or its part of a fixed sum
    promo_left INTEGER NOT NULL DEFAULT 0,  -- further periods it counts for; -1: always
    promo_ref TEXT NOT NULL DEFAULT '',    -- order under which the use of the code is kept
    service_id TEXT UNIQUE,                -- what became of it
    returned_at INTEGER                     -- when its pieces went back to the stock
, until_day INTEGER NOT NULL DEFAULT 0, promo_plans TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX order_line_by_promo ON order_line (promo_ref) WHERE promo_ref <> '';
CREATE INDEX order_line_of_order ON order_line (order_id, position);

-- Who documents of an account are made out to. What was issued keeps a copy of its own; a row here only serves new documents.
CREATE TABLE payer (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    kind TEXT NOT NULL                -- fixed once it is made
        CHECK (kind IN ('individual', 'sole_proprietor', 'company')),
    name TEXT NOT NULL,               -- of the person or the company, as documents show it
    tax_number TEXT NOT NULL,         -- individual number or company code; '' for a person who gave none
    vat_number TEXT NOT NULL,         -- '' when no VAT is paid
    iban TEXT NOT NULL,               -- '' when none was given
    country TEXT NOT NULL,            -- ISO 3166 of two letters
    address TEXT NOT NULL,            -- in one line
    tax_exempt INTEGER NOT NULL,      -- staff saw proof that no tax is due
    is_default INTEGER NOT NULL,      -- taken when no payer is named
    created_at INTEGER NOT NULL,       -- when it was made
    changed_at INTEGER NOT NULL,       -- when it was last written
    deactivated_at INTEGER             -- when its owner put it away; NULL: in use
) STRICT;
CREATE UNIQUE INDEX payer_default ON payer (account_id) WHERE is_default;
CREATE INDEX payer_of_account ON payer (account_id, created_at);

-- Payments: what a customer set out to pay through a provider, and what came of it. Money itself is in the ledger.
CREATE TABLE payment (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7
    number INTEGER NOT NULL UNIQUE,                     -- for people and for the reference of a bank transfer
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose
    provider TEXT NOT NULL,                            -- 'sandbox', 'bank', 'stripe'
    invoice_id TEXT NOT NULL,                          -- what it is for; '' = a top-up of the balance
    currency TEXT NOT NULL,                            -- ISO 4217
    amount INTEGER NOT NULL CHECK (amount > 0),         -- asked for, minor units
    received INTEGER NOT NULL DEFAULT 0,                -- credited, minor units
    returned INTEGER NOT NULL DEFAULT 0                 -- refunded or charged back, minor units
        CHECK (returned >= 0),
    state TEXT NOT NULL                                -- new: the provider does not know of it yet
        CHECK (state IN ('new', 'pending', 'succeeded', 'failed', 'expired', 'cancelled')),
    external_id TEXT,                                  -- the provider's id of the payment, once it has one
    charge_id TEXT NOT NULL DEFAULT '',                -- the provider's id of the money taken, for refunds
    checkout_url TEXT NOT NULL DEFAULT '',             -- the provider's page, once it has made one
    failure TEXT NOT NULL DEFAULT '',                  -- stable word: why it failed
    created_at INTEGER NOT NULL,                        -- begun
    changed_at INTEGER NOT NULL,                        -- last change of state
    expires_at INTEGER NOT NULL,                        -- given up then when nothing was heard
    received_at INTEGER, applied INTEGER NOT NULL DEFAULT -1, debt INTEGER NOT NULL DEFAULT 0, begun_at INTEGER,                                -- credited
    UNIQUE (provider, external_id)
) STRICT;
CREATE INDEX payment_bank_reference ON payment (upper(external_id)) WHERE provider = 'bank';
CREATE INDEX payment_by_charge ON payment (provider, charge_id) WHERE charge_id <> '';
CREATE INDEX payment_newest ON payment (created_at DESC, id DESC);
CREATE INDEX payment_of_account ON payment (account_id, created_at DESC, id DESC);
CREATE INDEX payment_of_invoice ON payment (invoice_id) WHERE invoice_id <> '';
CREATE INDEX payment_open ON payment (expires_at) WHERE state IN ('new', 'pending');

-- Events of providers that were taken into account: each once, whatever the bytes that told of it.
CREATE TABLE payment_event (
    provider TEXT NOT NULL,                            -- whose event
    event_id TEXT NOT NULL,                            -- the provider's id of it
    notice_id TEXT NOT NULL REFERENCES payment_notice (id), -- the notice that told of it first
    PRIMARY KEY (provider, event_id)
) STRICT, WITHOUT ROWID;

-- Genuine notices of payment providers, byte for byte as they came. One row for each body; repetitions add nothing.
CREATE TABLE payment_notice (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7
    provider TEXT NOT NULL,                            -- who sent it
    body_digest TEXT NOT NULL,                         -- SHA-256 of the body, hexadecimal
    body BLOB NOT NULL,                               -- as it came
    signature TEXT NOT NULL,                           -- the header that proved it
    network TEXT NOT NULL,                             -- where it came from
    event_id TEXT NOT NULL,                            -- the provider's id of the event
    kind TEXT NOT NULL,                                -- 'paid', 'failed', 'pending', 'charged_back', 'other'
    payment_ref TEXT NOT NULL,                         -- our payment as the notice names it, or ''
    external_id TEXT NOT NULL,                         -- the provider's id of the payment, or ''
    charge_id TEXT NOT NULL,                           -- the provider's id of the money taken, or ''
    amount INTEGER NOT NULL,                            -- minor units it speaks of
    currency TEXT NOT NULL,                            -- ISO 4217, or ''
    state TEXT NOT NULL                                -- received: stored and not yet judged
        CHECK (state IN ('received', 'applied', 'repeated', 'ignored', 'parked', 'matched', 'dismissed')),
    reason TEXT NOT NULL DEFAULT '',                   -- stable word: why it is parked, or what staff said
    payment_id TEXT REFERENCES payment (id),           -- what it was applied to
    received_at INTEGER NOT NULL,                       -- first came
    settled_at INTEGER,                                 -- judged, by us or by staff
    settled_by TEXT NOT NULL DEFAULT '',               -- member of staff, or '' for ourselves
    UNIQUE (provider, body_digest)
) STRICT;
CREATE INDEX payment_notice_of_payment ON payment_notice (payment_id);
CREATE INDEX payment_notice_waiting ON payment_notice (received_at) WHERE state IN ('received', 'parked');

-- Money of a payment that went back: refunded by staff to where it came from, or charged back by the bank.
CREATE TABLE payment_return (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7; the reference in the ledger
    payment_id TEXT NOT NULL REFERENCES payment (id),  -- of which
    kind TEXT NOT NULL                                 -- who wanted it back
        CHECK (kind IN ('refund', 'charge_back')),
    amount INTEGER NOT NULL CHECK (amount > 0),         -- minor units of the payment's currency
    state TEXT NOT NULL                                -- sending: the provider was not asked yet or did not answer
        CHECK (state IN ('approval', 'sending', 'done', 'failed', 'refused')),
    reason TEXT NOT NULL,                              -- in words of staff
    asked_by TEXT NOT NULL,                            -- member of staff, or 'system'
    decided_by TEXT NOT NULL DEFAULT '',               -- second member of staff, for large sums
    external_id TEXT NOT NULL DEFAULT '',              -- the provider's id of it
    created_at INTEGER NOT NULL,                        -- asked
    settled_at INTEGER                                  -- done, failed or refused
) STRICT;
CREATE INDEX payment_return_external ON payment_return (external_id) WHERE external_id <> '';
CREATE INDEX payment_return_of_payment ON payment_return (payment_id, created_at);
CREATE INDEX payment_return_open ON payment_return (created_at) WHERE state IN ('approval', 'sending');

-- Bank transfers that staff found in the statement. Large ones are credited when a second member agrees.
CREATE TABLE payment_transfer (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7
    payment_id TEXT NOT NULL REFERENCES payment (id),  -- what it pays
    amount INTEGER NOT NULL CHECK (amount > 0),         -- minor units of the payment's currency
    reference TEXT NOT NULL,                           -- the bank's own number of it in the statement
    state TEXT NOT NULL                                -- done: credited
        CHECK (state IN ('approval', 'done', 'refused')),
    asked_by TEXT NOT NULL,                            -- member of staff
    decided_by TEXT NOT NULL DEFAULT '',               -- second member of staff, for large sums
    created_at INTEGER NOT NULL,                        -- confirmed by the first
    settled_at INTEGER                                  -- credited or refused
) STRICT;
CREATE INDEX payment_transfer_of_payment ON payment_transfer (payment_id, created_at);
CREATE UNIQUE INDEX payment_transfer_reference ON payment_transfer (reference) WHERE state = 'approval';
CREATE UNIQUE INDEX payment_transfer_waiting ON payment_transfer (payment_id) WHERE state = 'approval';

-- Plans: what may be bought. What a plan is and costs stands in its versions; here is what changes by the minute.
CREATE TABLE plan (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    code TEXT NOT NULL UNIQUE,         -- stable word of addresses and the API
    group_id TEXT NOT NULL REFERENCES plan_group (id), -- where it is shown
    kind TEXT NOT NULL,                -- 'service', or 'addon' of one
    state TEXT NOT NULL,               -- 'hidden' (nobody orders it), 'open', 'closed' (seen, not sold)
    version INTEGER NOT NULL,           -- the published version; 0 before the first
    last_version INTEGER NOT NULL,      -- number of the newest, published or draft
    stock_left INTEGER NOT NULL,        -- pieces not yet reserved; -1 is without limit
    per_customer INTEGER NOT NULL,      -- most pieces of one account; -1 is without limit
    position INTEGER NOT NULL           -- within the group; smaller stands first
) STRICT;
CREATE INDEX plan_of_group ON plan (group_id);

-- Groups of plans, as the storefront shows them.
CREATE TABLE plan_group (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    code TEXT NOT NULL UNIQUE,         -- stable word of addresses and the API
    name_uk TEXT NOT NULL,             -- Ukrainian name
    name_en TEXT NOT NULL,             -- English name
    about_uk TEXT NOT NULL,            -- a sentence below it
    about_en TEXT NOT NULL,            -- the same in English
    position INTEGER NOT NULL           -- smaller stands first
) STRICT;

-- Pieces of stock that orders hold.
CREATE TABLE plan_hold (
    ref TEXT NOT NULL,                 -- of the order
    plan_id TEXT NOT NULL REFERENCES plan (id), -- what is held
    account_id TEXT NOT NULL REFERENCES account (id), -- for whom
    quantity INTEGER NOT NULL,          -- how many
    counted INTEGER NOT NULL,          -- taken from a limited stock, and goes back there
    at INTEGER NOT NULL,                -- microseconds UTC
    PRIMARY KEY (ref, plan_id)
) STRICT;
CREATE INDEX plan_hold_of_account ON plan_hold (account_id, plan_id);
CREATE INDEX plan_hold_of_plan ON plan_hold (plan_id);

-- Versions of plans. A published one is never changed: what was ordered by it keeps it.
CREATE TABLE plan_version (
    plan_id TEXT NOT NULL REFERENCES plan (id), -- of which plan
    version INTEGER NOT NULL,           -- 1, 2, 3, … within the plan
    state TEXT NOT NULL,               -- 'draft', 'published'
    spec TEXT NOT NULL,                -- JSON: names, prices, options, add-ons, changes, driver, timeline
    author TEXT NOT NULL,              -- member of staff, or 'system'
    created_at INTEGER NOT NULL,        -- microseconds UTC
    published_at INTEGER,               -- likewise; NULL for a draft
    PRIMARY KEY (plan_id, version)
) STRICT;

-- Lines of transactions, in the order of each account. Append only, like the transactions.
CREATE TABLE posting (
    ledger_account_id TEXT NOT NULL REFERENCES ledger_account (id), -- whose line
    seq INTEGER NOT NULL,               -- 1, 2, 3, … within the account
    transaction_id TEXT NOT NULL REFERENCES ledger_transaction (id), -- what it is part of
    amount INTEGER NOT NULL,            -- minor units; debit positive, credit negative
    balance_after INTEGER NOT NULL,     -- of the account, with this line
    PRIMARY KEY (ledger_account_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_of_transaction ON posting (transaction_id);
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append only');
END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append only');
END;

-- Promo codes.
CREATE TABLE promo (
    id TEXT NOT NULL PRIMARY KEY,      -- UUIDv7
    code TEXT NOT NULL UNIQUE,         -- as customers type it, in capitals
    kind TEXT NOT NULL,                -- 'percent', 'fixed', 'free_setup'
    value INTEGER NOT NULL,             -- basis points, or minor units of an order; 0 for free_setup
    currency TEXT NOT NULL,            -- of 'fixed', or the only one; '' is any
    plans TEXT NOT NULL,               -- codes of plans, divided by blanks; '' is all
    periods INTEGER NOT NULL,           -- periods it holds for; -1 is for life
    limit_total INTEGER NOT NULL,       -- most uses; -1 is without limit
    limit_customer INTEGER NOT NULL,    -- most uses of one account; -1 is without limit
    uses INTEGER NOT NULL,              -- orders that hold one now
    starts_at INTEGER,                  -- microseconds UTC; NULL is always
    ends_at INTEGER,                    -- likewise; the first moment it no longer holds
    enabled INTEGER NOT NULL           -- staff can switch it off
) STRICT;

-- Uses of promo codes that orders hold.
CREATE TABLE promo_use (
    ref TEXT NOT NULL PRIMARY KEY,     -- of the order
    promo_id TEXT NOT NULL REFERENCES promo (id), -- which code
    account_id TEXT NOT NULL REFERENCES account (id), -- by whom
    at INTEGER NOT NULL                 -- microseconds UTC
) STRICT;
CREATE INDEX promo_use_of_account ON promo_use (account_id, promo_id);
CREATE INDEX promo_use_of_promo ON promo_use (promo_id);

-- Budgets that guard accounts: one row a budget, counted in windows that begin with the first take.
CREATE TABLE rate_budget (
    budget_key TEXT NOT NULL PRIMARY KEY, -- what is limited and for whom, "login:network:192.0.2.1"
    taken INTEGER NOT NULL,                -- takes in the current window, refused ones included
    started_at INTEGER NOT NULL,           -- when the window began
    ends_at INTEGER NOT NULL               -- when it is over and the row may be forgotten
) STRICT;
CREATE INDEX rate_budget_end ON rate_budget (ends_at);

-- Recovery of access: one row a flow, from the typed identifier to the new password.
CREATE TABLE recovery (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7; whoever has it may try the code
    identifier TEXT NOT NULL,         -- what was typed, canonical; it may belong to nobody
    account_id TEXT REFERENCES account (id), -- found by the job that sends; NULL: nobody's
    language TEXT NOT NULL,           -- of the page it began on
    network TEXT NOT NULL,            -- address it began from
    step TEXT NOT NULL CHECK (step IN ('code', 'password', 'done', 'void')), -- what comes next
    channel TEXT NOT NULL CHECK (channel IN ('', 'sms', 'email')), -- where the live code went
    code_digest TEXT NOT NULL,        -- of the one live code; '' when there is none
    link_digest TEXT NOT NULL,        -- of the token in the letter's link; '' when there is none
    code_tries INTEGER NOT NULL,       -- times the live code was tried
    code_expires_at INTEGER NOT NULL,  -- end of code and link
    code_sent_at INTEGER NOT NULL,     -- when a code was last asked for
    proven_at INTEGER,                 -- when a code or link was right
    created_at INTEGER NOT NULL        -- when it began
, token_digest TEXT NOT NULL DEFAULT '', device TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX recovery_age ON recovery (created_at);
CREATE INDEX recovery_link ON recovery (link_digest);
CREATE INDEX recovery_of_account ON recovery (account_id);

-- Tokens of "this was not me" in the notices after a recovery.
CREATE TABLE recovery_objection (
    token_digest TEXT NOT NULL PRIMARY KEY,            -- keyed digest of the token in the link
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose access was recovered
    expires_at INTEGER NOT NULL,                        -- end of the link
    used_at INTEGER                                     -- when the owner objected
) STRICT;

-- A registration whose e-mail is not proven yet. It holds no e-mail and no phone: the first to
-- confirm gets them. Gone when the account is made, or a day after it began.
CREATE TABLE registration (
    id TEXT NOT NULL PRIMARY KEY,     -- UUIDv7; whoever has it may try the code
    login TEXT NOT NULL,              -- canonical
    email TEXT NOT NULL,              -- canonical
    phone TEXT NOT NULL,              -- canonical
    name TEXT NOT NULL,               -- of the person
    language TEXT NOT NULL,           -- of the letters and of the account to be
    password_hash TEXT NOT NULL,      -- Argon2id
    terms_version TEXT NOT NULL,      -- which terms were agreed to
    network TEXT NOT NULL,            -- address the form came from
    created_at INTEGER NOT NULL,       -- when the form came; the consent's time as well
    step TEXT NOT NULL CHECK (step IN ('email', 'phone')), -- what has to be proven now
    is_decoy INTEGER NOT NULL,        -- the e-mail has an account: its owner got a letter without a code
    code_digest TEXT NOT NULL,        -- of the one live code
    link_digest TEXT NOT NULL UNIQUE, -- of the token in the letter's link
    code_tries INTEGER NOT NULL,       -- times the live code was tried
    code_expires_at INTEGER NOT NULL,  -- end of code and link
    code_sent_at INTEGER NOT NULL,     -- when the live code was sent
    code_sends INTEGER NOT NULL        -- codes sent so far
, token_digest TEXT NOT NULL DEFAULT '', elsewhere_at INTEGER) STRICT;
CREATE INDEX registration_age ON registration (created_at);

-- What the sandbox provider of the demonstration knows of a payment: its side of the matter, not ours.
CREATE TABLE sandbox_payment (
    external_id TEXT NOT NULL PRIMARY KEY,                         -- its own id
    payment_id TEXT NOT NULL UNIQUE REFERENCES payment (id),       -- what the shop called it
    currency TEXT NOT NULL,                                        -- ISO 4217
    amount INTEGER NOT NULL,                                        -- minor units
    state TEXT NOT NULL                                            -- what the visitor of its page chose
        CHECK (state IN ('open', 'pending', 'paid', 'declined')),
    body TEXT NOT NULL DEFAULT '',                                 -- of the newest notice, to be sent again
    changed_at INTEGER NOT NULL                                     -- last change of state
) STRICT;

-- The provider as documents name it. Append only: the newest row serves new documents.
CREATE TABLE seller (
    version INTEGER NOT NULL PRIMARY KEY, -- 1, 2, 3, …
    name_uk TEXT NOT NULL,            -- legal name in Ukrainian
    name_en TEXT NOT NULL,            -- and in English
    tax_number TEXT NOT NULL,         -- company code or individual number
    vat_number TEXT NOT NULL,         -- '' without VAT
    iban TEXT NOT NULL,               -- account for transfers
    bank TEXT NOT NULL,               -- its bank
    address_uk TEXT NOT NULL,         -- in one line, in Ukrainian
    address_en TEXT NOT NULL,         -- and in English
    signer_uk TEXT NOT NULL,          -- who signs acts, in Ukrainian
    signer_en TEXT NOT NULL,          -- and in English
    actor TEXT NOT NULL,              -- who wrote it
    at INTEGER NOT NULL                -- when
) STRICT;
CREATE TRIGGER seller_no_delete BEFORE DELETE ON seller
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;
CREATE TRIGGER seller_no_update BEFORE UPDATE ON seller
BEGIN
    SELECT RAISE(ABORT, 'issued documents never change');
END;

-- What a customer has: made when its line of an order is paid, kept when it is over.
CREATE TABLE service (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    number INTEGER NOT NULL UNIQUE,         -- for people
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    parent_id TEXT REFERENCES service (id), -- of an add-on: what it belongs to, ends with and is renewed with
    origin TEXT NOT NULL UNIQUE,           -- what it was made for, once: a line of an order
    state TEXT NOT NULL                    -- see features/services
        CHECK (state IN ('preparing', 'active', 'suspended', 'terminating', 'terminated')),
    suspended_for TEXT NOT NULL DEFAULT '' -- why it stands still; '' when it does not, or is coming back
        CHECK (suspended_for IN ('', 'debt', 'staff', 'abuse', 'own')),
    plan_id TEXT NOT NULL,                 -- of the catalogue
    plan_version INTEGER NOT NULL,          -- the edition it was bought in
    name_uk TEXT NOT NULL,                 -- of the plan, as bought
    name_en TEXT NOT NULL,                 -- likewise
    label TEXT NOT NULL DEFAULT '',        -- the customer's own name for it
    currency TEXT NOT NULL,                -- ISO 4217
    months INTEGER NOT NULL,                -- length of a period
    quantity INTEGER NOT NULL,              -- how many of the plan
    options TEXT NOT NULL,                 -- chosen, frozen JSON of the catalogue
    promo_kind TEXT NOT NULL               -- of the code it was bought with, as far as it holds for renewals
        CHECK (promo_kind IN ('', 'percent', 'fixed')),
    promo_value INTEGER NOT NULL,           -- basis points, or minor units a period
    promo_left INTEGER NOT NULL,            -- further periods it counts for; -1: always
    payer_id TEXT NOT NULL DEFAULT '',     -- whom documents are made out to; '': the account's default one
    anchor INTEGER NOT NULL,                -- day of month that periods begin on
    from_day INTEGER NOT NULL,              -- first day of the present period, days since 1970
    until_day INTEGER NOT NULL,             -- first day that is not paid for
    auto_renew INTEGER NOT NULL,           -- pay renewals from the balance
    cancel_at_end INTEGER NOT NULL DEFAULT FALSE, -- the customer wants it to end with what is paid
    answer TEXT NOT NULL DEFAULT '',       -- what the newest operation said, JSON; shown to the customer
    created_at INTEGER NOT NULL,            -- when it was made
    activated_at INTEGER,                   -- when it first worked
    ended_at INTEGER                        -- when it was over
, promo_plans TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX service_of_account ON service (account_id, created_at, id);
CREATE INDEX service_of_parent ON service (parent_id) WHERE parent_id IS NOT NULL;

-- How far reminding, suspending and ending went for the period that ends on a day: each step is taken once.
CREATE TABLE service_dunning (
    service_id TEXT NOT NULL REFERENCES service (id), -- whose
    until_day INTEGER NOT NULL,             -- the day that counting is from
    step TEXT NOT NULL,                    -- 'invoice', 'remind:7', 'charge', 'suspend', 'warn', 'terminate'
    at INTEGER NOT NULL,                    -- when it was really taken
    PRIMARY KEY (service_id, until_day, step)
) STRICT;

-- What happened to a service, for its owner and for staff.
CREATE TABLE service_event (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7
    service_id TEXT NOT NULL REFERENCES service (id), -- to which
    at INTEGER NOT NULL,                    -- when
    what TEXT NOT NULL,                    -- stable word, 'renewed'
    detail TEXT NOT NULL,                  -- numbers and days of it, JSON
    actor TEXT NOT NULL                    -- an account, a member of staff, 'system'
) STRICT;
CREATE INDEX service_event_of_service ON service_event (service_id, at, id);

-- Invoices that ask for money for a service: what can be paid, and what was paid and may be credited.
CREATE TABLE service_invoice (
    service_id TEXT NOT NULL REFERENCES service (id), -- for which
    invoice_id TEXT NOT NULL,              -- of the invoices room; one may ask for a service and its add-ons
    kind TEXT NOT NULL                     -- first: of the order
        CHECK (kind IN ('first', 'renewal', 'change')),
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'void')), -- void: cancelled
    from_day INTEGER NOT NULL,              -- the days it is for
    until_day INTEGER NOT NULL,             -- first day behind them
    total INTEGER NOT NULL,                 -- the part of it that is for this service, tax in, setup not
    issued_at INTEGER NOT NULL, months INTEGER NOT NULL DEFAULT 0, price INTEGER NOT NULL DEFAULT 0, tax_bp INTEGER NOT NULL DEFAULT 0, promo INTEGER NOT NULL DEFAULT FALSE,             -- when
    PRIMARY KEY (invoice_id, service_id)
) STRICT;
CREATE INDEX service_invoice_of_service ON service_invoice (service_id, issued_at);
CREATE UNIQUE INDEX service_invoice_once ON service_invoice (service_id, from_day) WHERE kind = 'renewal' AND state = 'open';

-- Where the money of a service is, by the invoice it was paid with, net of what was given back.
CREATE TABLE service_money (
    service_id TEXT NOT NULL REFERENCES service (id), -- whose
    from_day INTEGER NOT NULL,              -- of its stretch; -1: paid for the setup; -2: about to be given back
    invoice_id TEXT NOT NULL,              -- it was paid with, of the invoices room
    amount INTEGER NOT NULL CHECK (amount >= 0), -- minor units, tax in
    PRIMARY KEY (service_id, from_day, invoice_id)
) STRICT;
CREATE INDEX service_money_of_invoice ON service_money (invoice_id, service_id);

-- Another tariff that begins with a period to come: renewals from that day on are counted by it.
CREATE TABLE service_next (
    service_id TEXT NOT NULL PRIMARY KEY REFERENCES service (id), -- of which
    from_day INTEGER NOT NULL,              -- first day of it, days since 1970
    plan_id TEXT NOT NULL,                 -- of the catalogue
    plan_version INTEGER NOT NULL,          -- the edition
    name_uk TEXT NOT NULL,                 -- its name
    name_en TEXT NOT NULL,                 -- likewise
    months INTEGER NOT NULL,                -- length of a period
    quantity INTEGER NOT NULL,              -- how many
    options TEXT NOT NULL                  -- frozen JSON
) STRICT;

-- Days that are paid for, without gaps while a service lives, each stretch with the money that is in it. A change of
-- tariff cuts a stretch in two.
CREATE TABLE service_period (
    service_id TEXT NOT NULL REFERENCES service (id), -- whose
    from_day INTEGER NOT NULL,              -- first day, days since 1970
    until_day INTEGER NOT NULL CHECK (until_day > from_day), -- first day behind it
    sold_from INTEGER NOT NULL DEFAULT 0, sold_until INTEGER NOT NULL DEFAULT 0, months INTEGER NOT NULL DEFAULT 0, anchor INTEGER NOT NULL DEFAULT 0, plan_id TEXT NOT NULL DEFAULT '', plan_version INTEGER NOT NULL DEFAULT 0, quantity INTEGER NOT NULL DEFAULT 0, options TEXT NOT NULL DEFAULT '', price INTEGER NOT NULL DEFAULT 0, tax_bp INTEGER NOT NULL DEFAULT 0, promo INTEGER NOT NULL DEFAULT FALSE, gift TEXT NOT NULL DEFAULT '',                 -- minor units paid for these days, tax in, setup not
    PRIMARY KEY (service_id, from_day)
) STRICT;

-- Work on a service that something depends on: dates, plan, money or state follow its outcome. A row goes when the operation
-- is over.
CREATE TABLE service_work (
    operation_id TEXT NOT NULL PRIMARY KEY REFERENCES operation (id), -- the work
    service_id TEXT NOT NULL REFERENCES service (id), -- on what
    kind TEXT NOT NULL                     -- renewal: a paid period; switch: a change of tariff; next: a scheduled one
        CHECK (kind IN ('renewal', 'switch', 'next', 'resume')),
    ref TEXT NOT NULL,                     -- the invoice of a renewal, the change of a switch, else empty
    was TEXT NOT NULL,                     -- why it stood still before it is brought back
    begun_at INTEGER NOT NULL               -- when it was asked for
) STRICT;
CREATE INDEX service_work_of_service ON service_work (service_id, begun_at);

-- Sessions: a digest of the token, never the token.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,                      -- UUIDv7, shown in the list of devices
    token_digest TEXT NOT NULL UNIQUE,                 -- keyed digest of the token the client holds
    account_id TEXT NOT NULL REFERENCES account (id),  -- whose session it is
    user_agent TEXT NOT NULL,                          -- as the client called itself, cut to 200 bytes
    network TEXT NOT NULL,                             -- address it was started from
    created_at INTEGER NOT NULL,                        -- when it was started
    seen_at INTEGER NOT NULL,                           -- last use, to about a minute
    proven_at INTEGER NOT NULL,                         -- last time a password was shown in it
    expires_at INTEGER NOT NULL,                        -- end of its absolute life
    ended_at INTEGER                                    -- when it was ended before that, by whom the audit trail tells
) STRICT;
CREATE INDEX session_by_account ON session (account_id, seen_at DESC);
CREATE INDEX session_end ON session (expires_at);

-- One row for each attempt that was let through to the password. Forgotten after half a year.
CREATE TABLE signin_attempt (
    id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
    account_id TEXT,              -- whose account; NULL: nobody's, the row is only the same work
    at INTEGER NOT NULL,           -- when
    method TEXT NOT NULL,         -- 'password', 'registration', 'recovery'
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused')), -- how it ended
    network TEXT NOT NULL,        -- client address
    user_agent TEXT NOT NULL,     -- as the client called itself, cut
    new_device INTEGER NOT NULL   -- a good one from where the owner had not been before
) STRICT;
CREATE INDEX signin_attempt_age ON signin_attempt (at);
CREATE INDEX signin_attempt_of_account ON signin_attempt (account_id, at DESC, id DESC);
CREATE INDEX signin_attempt_of_nobody ON signin_attempt (at) WHERE account_id IS NULL;

-- Codes sent by SMS in the last two days, for the guard of what they cost.
CREATE TABLE sms_take (
    id TEXT NOT NULL PRIMARY KEY,   -- UUIDv7
    phone TEXT NOT NULL,            -- E.164
    area TEXT NOT NULL,             -- the first six characters of the phone: country and operator
    country TEXT NOT NULL,          -- the calling code of the allow-list that let it through
    network TEXT NOT NULL,          -- who asked: the address, or its /64
    confirmed INTEGER NOT NULL DEFAULT FALSE, -- the code was typed in
    at INTEGER NOT NULL              -- when it was taken
) STRICT;
CREATE INDEX sms_take_area ON sms_take (area, at);
CREATE INDEX sms_take_at ON sms_take (at);
CREATE INDEX sms_take_network ON sms_take (network, at);
CREATE INDEX sms_take_phone ON sms_take (phone, at, id);

-- The provider's own people. The first is made at the server's command line; there is no default one.
CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,                    -- UUIDv7
    login TEXT NOT NULL UNIQUE,                      -- canonical: lower case
    name TEXT NOT NULL,                              -- shown to colleagues, may be empty
    role TEXT NOT NULL,                              -- word of web/staff.c: full, sales, support, accounting
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')), -- only active ones come in
    password_hash TEXT NOT NULL,                     -- Argon2id; empty until enrolled
    totp_salt TEXT NOT NULL,                         -- the second factor's secret is drawn from this and the server's key; empty until enrolled
    totp_step INTEGER NOT NULL,                       -- last time step that was accepted: none at or before it is again
    created_at INTEGER NOT NULL,                      -- when the member was made
    enrolled_at INTEGER,                              -- when password and second factor were set
    disabled_at INTEGER                               -- since when the member may not come in
, credential_version INTEGER NOT NULL DEFAULT 1) STRICT;

-- Attempts to sign in to the console, good and bad, of known and unknown logins.
CREATE TABLE staff_attempt (
    id TEXT NOT NULL PRIMARY KEY,                    -- UUIDv7
    login TEXT NOT NULL,                             -- as tried, canonical; empty when it could be nobody's
    at INTEGER NOT NULL,                              -- when
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'wrong_password', 'wrong_code')), -- how it ended
    network TEXT NOT NULL,                           -- client address
    user_agent TEXT NOT NULL                         -- as the client called itself, cut
) STRICT;
CREATE INDEX staff_attempt_by_login ON staff_attempt (login, at DESC, id DESC);
CREATE INDEX staff_attempt_by_time ON staff_attempt (at);

-- The audit trail of staff: who did what to what, why, before and after. Append only.
CREATE TABLE staff_audit (
    id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
    staff_id TEXT,                -- who; NULL: somebody at the server's command line. No foreign key: a trail outlives everything
    login TEXT NOT NULL,          -- of the member, as it was then
    action TEXT NOT NULL,         -- stable word, "invoice.cancelled"
    subject TEXT NOT NULL,        -- kind of the thing, "invoice"; may be empty
    ref TEXT NOT NULL,            -- its id; may be empty
    account_id TEXT,              -- the customer concerned, if any
    reason TEXT NOT NULL,         -- as typed; may be empty
    was TEXT NOT NULL,            -- before the act, short; never a secret
    became TEXT NOT NULL,         -- after it
    network TEXT NOT NULL,        -- client address
    user_agent TEXT NOT NULL,     -- as the client called itself, cut
    at INTEGER NOT NULL            -- microseconds UTC
) STRICT;
CREATE INDEX staff_audit_by_account ON staff_audit (account_id, at DESC, id DESC);
CREATE INDEX staff_audit_by_login ON staff_audit (login, at DESC, id DESC);
CREATE INDEX staff_audit_by_time ON staff_audit (at DESC, id DESC);
CREATE TRIGGER staff_audit_no_delete BEFORE DELETE ON staff_audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail of staff is append only');
END;
CREATE TRIGGER staff_audit_no_update BEFORE UPDATE ON staff_audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail of staff is append only');
END;

-- Somebody who showed his password and not yet his second factor.
CREATE TABLE staff_flow (
    token_digest TEXT NOT NULL PRIMARY KEY,          -- keyed digest of the token in the cookie
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- who it is
    next TEXT NOT NULL,                              -- where he wanted to go
    tries INTEGER NOT NULL,                           -- codes tried so far
    expires_at INTEGER NOT NULL                       -- when the password has to be shown again
) STRICT;
CREATE INDEX staff_flow_end ON staff_flow (expires_at);

-- One-time links that set a member's password and second factor.
CREATE TABLE staff_link (
    token_digest TEXT NOT NULL PRIMARY KEY,          -- SHA-256 of the token in the link: 256 random bits need no key
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- whom it is for
    totp_salt TEXT NOT NULL,                         -- the second factor it offers is drawn from this
    expires_at INTEGER NOT NULL,                      -- when it ends by itself
    used_at INTEGER                                   -- when it was used, or another was made
) STRICT;
CREATE INDEX staff_link_by_staff ON staff_link (staff_id);

-- Recovery codes: each stands in for the authenticator app once.
CREATE TABLE staff_recovery_code (
    code_digest TEXT NOT NULL PRIMARY KEY,           -- keyed digest, bound to the member
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- whose
    created_at INTEGER NOT NULL,                      -- when it was shown
    used_at INTEGER                                   -- when it was used
) STRICT;
CREATE INDEX staff_recovery_code_by_staff ON staff_recovery_code (staff_id);

-- Sessions of staff: a digest of the token, never the token.
CREATE TABLE staff_session (
    id TEXT NOT NULL PRIMARY KEY,                    -- UUIDv7
    token_digest TEXT NOT NULL UNIQUE,               -- keyed digest of the token the client holds
    staff_id TEXT NOT NULL REFERENCES staff (id),    -- whose session it is
    user_agent TEXT NOT NULL,                        -- as the client called itself, cut to 200 bytes
    network TEXT NOT NULL,                           -- address it was started from
    created_at INTEGER NOT NULL,                      -- when it was started
    seen_at INTEGER NOT NULL,                         -- last use, to a few minutes
    proven_at INTEGER NOT NULL,                       -- last time the second factor was shown in it
    expires_at INTEGER NOT NULL,                      -- end of its absolute life
    ended_at INTEGER                                  -- when it was ended before that
) STRICT;
CREATE INDEX staff_session_by_staff ON staff_session (staff_id, seen_at DESC);
CREATE INDEX staff_session_end ON staff_session (expires_at);

-- Changes of tariff: quoted, waiting for their payment or for the end of the period, done.
CREATE TABLE tariff_change (
    id TEXT NOT NULL PRIMARY KEY,          -- UUIDv7; the quote
    service_id TEXT NOT NULL REFERENCES service (id), -- of what
    account_id TEXT NOT NULL REFERENCES account (id), -- whose
    state TEXT NOT NULL                    -- quoted: shown, binds us for its day; void: withdrawn or too old
        CHECK (state IN ('quoted', 'waiting', 'scheduled', 'done', 'void')),
    mode TEXT NOT NULL                     -- how money and days are counted
        CHECK (mode IN ('pay_difference', 'restart', 'convert_time', 'at_period_end')),
    plan_id TEXT NOT NULL,                 -- to which plan
    plan_version INTEGER NOT NULL,          -- in which edition
    name_uk TEXT NOT NULL,                 -- its name
    name_en TEXT NOT NULL,                 -- likewise
    months INTEGER NOT NULL,                -- length of a period from then on
    quantity INTEGER NOT NULL,              -- how many
    options TEXT NOT NULL,                 -- frozen JSON
    day INTEGER NOT NULL,                   -- the day it is counted on, days since 1970
    basis TEXT NOT NULL,                   -- digest of what it was counted from; another one later voids it
    price INTEGER NOT NULL,                 -- of a whole period of the new tariff, tax in, minor units
    credit INTEGER NOT NULL,                -- what is left of the old one
    charge INTEGER NOT NULL,                -- what the new one costs until the end
    due INTEGER NOT NULL,                   -- to pay; negative: to the balance
    until_day INTEGER NOT NULL,             -- first day not paid for, afterwards
    invoice_id TEXT NOT NULL DEFAULT '',   -- what asks for the money
    created_at INTEGER NOT NULL,            -- when it was quoted
    decided_at INTEGER                      -- when it was done or void
, tax_bp INTEGER NOT NULL DEFAULT 0, promo INTEGER NOT NULL DEFAULT FALSE, under_way INTEGER NOT NULL DEFAULT FALSE) STRICT;
CREATE INDEX tariff_change_of_invoice ON tariff_change (invoice_id) WHERE invoice_id <> '';
CREATE INDEX tariff_change_of_service ON tariff_change (service_id, created_at);
CREATE UNIQUE INDEX tariff_change_one ON tariff_change (service_id) WHERE state IN ('waiting', 'scheduled');

-- What a change was counted by: the new tariff's price of a whole period, for each kind of period that its days are of.
CREATE TABLE tariff_change_price (
    change_id TEXT NOT NULL REFERENCES tariff_change (id) ON DELETE CASCADE, -- of which change
    sold_months INTEGER NOT NULL,           -- for days sold in periods of so many months
    promo INTEGER NOT NULL,                -- that used a period of the promo code
    months INTEGER NOT NULL,                -- the price is of so many months
    price INTEGER NOT NULL,                 -- minor units, tax in
    PRIMARY KEY (change_id, sold_months, promo)
) STRICT;

-- Accounts that pay no tax.
CREATE TABLE tax_exemption (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id), -- whose
    reason TEXT NOT NULL,              -- proof, for staff
    actor TEXT NOT NULL,               -- member of staff who entered it
    at INTEGER NOT NULL                 -- microseconds UTC
) STRICT;

-- Tax rates by name and country; plans name the tax, documents keep the rate they were issued with.
CREATE TABLE tax_rule (
    code TEXT NOT NULL,                -- stable word, 'vat'
    country TEXT NOT NULL,             -- ISO 3166 code of the payer; '' for every other
    name_uk TEXT NOT NULL,             -- on documents
    name_en TEXT NOT NULL,             -- on documents
    rate_bp INTEGER NOT NULL,           -- basis points: 2000 is 20 %
    inclusive INTEGER NOT NULL,        -- prices contain it
    PRIMARY KEY (code, country)
) STRICT;
