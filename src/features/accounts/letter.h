/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and text messages of the rooms on their way to the outbox: a letter is begun in the
 * reader's language, filled by a mail block of a .page file, and put in the transaction of the
 * event that causes it. */
#pragma once

#include "base/err.h"
#include "base/when.h"
#include "db/db.h"
#include "features/accounts/identifier.h"
#include "web/mail_page.h"
#include "web/site.h"

/* An empty letter; timezone may be empty or unknown: then the site's own. */
struct mail_page *letter_begin(struct arena *arena, const struct site *site, enum lang lang,
                               str timezone, when now);

/* Why a letter is written; decides from which budgets it takes (letter_budget.h). */
enum letter_kind {
    LETTER_UNDECLARED, /* a forgotten declaration: never sent */
    LETTER_CODE,       /* a code that whoever typed the mailbox asks for */
    LETTER_RECOVERY,   /* a code of recovery that a guest asks for */
    LETTER_ASKED,      /* the same from a browser that the account was opened from before */
    LETTER_NOTICE,     /* what others did makes us write: a known phone or e-mail was typed */
    LETTER_OWN,        /* tells of an act in the account itself: a new password */
    LETTER_HOUSE,      /* of the business: orders, invoices, ends; never to be lost */
};

struct letter_post {
    enum letter_kind kind;
    str to;
    str network; /* who makes us write; empty when nobody outside does, or letter_ask_take did */
    str cause;   /* the network that is behind a job's letter: counted for the mailbox alone */
    bool of_own_network; /* LETTER_RECOVERY: the account was opened from that network before */
    str about;           /* LETTER_OWN: the kind of act, which has a budget of its own */
    when expires;        /* not worth sending after this; zeroed: always worth it */
};

enum letter_fate {
    LETTER_PUT,
    LETTER_WITHHELD, /* the mailbox has had enough: nobody may be told, it would tell who is known
                      */
    LETTER_LIMITED,  /* the network or the day has had enough, whoever the mailbox is */
};

/* Puts the filled letter, if its budgets let it; *out (may be NULL) tells. Codes leave before all
 * other letters. The takes are kept only if the transaction commits. */
err letter_put(struct db *tx, const struct mail_page *letter, const struct letter_post *post,
               enum letter_fate *out);

/* Takes from the network's and the day's budgets for a letter that a job may put later, for whoever
 * was typed: a request asks before anybody is looked for, so that the budgets do not tell whether
 * somebody was found. The job's letter_post then names no network. ERR_LIMITED as LETTER_LIMITED.
 */
err letter_ask_take(struct db *tx, struct arena *arena, const struct settings *settings,
                    str network, str typed, when now);

/* Sends a code by SMS if the guard of its budgets lets it; *out_sent tells. No network: the
 * request took that budget itself, as sms_guard.h says. */
err sms_code_put(struct db *tx, struct arena *arena, const struct site *site, enum lang lang,
                 struct phone phone, str code, str network, when now, bool *out_sent);

/* The code that came by SMS was right: the guard counts the confirmed. */
err sms_code_confirmed(struct db *tx, struct phone phone, when now);

/* A text message to a phone that its owner proved; outside the budgets of codes. */
err sms_notice_put(struct db *tx, struct arena *arena, struct phone phone, str text, when now);

/* An address of this site for a letter. */
struct url letter_url(struct arena *arena, const struct site *site, struct url path);
