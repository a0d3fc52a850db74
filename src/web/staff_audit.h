/* SPDX-License-Identifier: Apache-2.0 */
/* The audit trail of staff: who of the provider's people did what to what, with what reason, what
 * it was before and after, from which address. Append only (triggers refuse update and delete).
 * Written in the transaction of the act itself:
 *
 *     struct staff_audit_entry entry = staff_audit_of(req, "invoice.cancelled");
 *     entry.subject = STR("invoice"), entry.ref = id.text, entry.account = account;
 *     entry.reason = form_text(req, REASON);
 *     e = staff_audit_put(tx, req->arena, &entry);
 *
 * A server also tells each act in its log, once it is committed: a line "staff act". */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"

struct request;

struct staff_audit_entry {
    staff_id member;    /* no text: somebody at the server's command line */
    str login;          /* of the member, as it was then */
    const char *action; /* a stable word: "invoice.cancelled" */
    str subject;        /* kind of the thing: "invoice", "plan"; may be empty */
    str ref;            /* its id; may be empty */
    account_id account; /* the customer concerned; no text: none */
    str reason;         /* as typed; may be empty */
    str before, after;  /* what changed, short: "issued", "300.00 UAH"; never a secret */
    str network;
    str user_agent;
    when now;
    session_id session; /* that has to live where the act commits; no text: none has to */
    unsigned may;       /* the rights one of which its member then still has; 0: any */
};

/* Who, when and from where, of the request, and by which right; the caller adds the rest. */
struct staff_audit_entry staff_audit_of(const struct request *req, const char *action);

/* Long values are cut: reason 500 bytes, before and after 2000. ERR_DENIED, and with it the act is
 * undone, when the member was locked, signed out or lost the right while the act was under way. */
MUST_CHECK err staff_audit_put(struct db *tx, struct arena *arena,
                               const struct staff_audit_entry *entry);

/* From now on acts are told in the log; for the server, not for a command beside it, whose stderr
 * is read by whoever typed it. */
void staff_audit_tell_log(void);

/* How many this thread has told: tells whether a call left its line. */
uint64_t staff_audit_told(void);

struct staff_audit_item {
    str id, login, action, subject, ref, account, reason, before, after, network, user_agent;
    when at;
};

struct staff_audit_ask {
    str login, action, account, ref; /* empty: all; action also takes the beginning, "invoice." */
    when from, until;                /* WHEN_NONE: no limit */
    when before;                     /* cursor; WHEN_NONE: from the newest */
    str before_id;
    int64_t limit;
};

/* Newest first. */
err staff_audit_page(struct db *db, struct arena *arena, const struct staff_audit_ask *ask,
                     struct staff_audit_item **out, size_t *out_count);
