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

/* Sends the filled letter; expires is when it is not worth sending any more, or WHEN_NONE. */
err letter_put(struct db *tx, const struct mail_page *letter, str to, when expires);

/* Sends a code by SMS if the guard of its budgets lets it; *out_sent tells. */
err sms_code_put(struct db *tx, struct arena *arena, const struct site *site, enum lang lang,
                 struct phone phone, str code, str network, when now, bool *out_sent);

/* The code that came by SMS was right: the guard counts the confirmed. */
err sms_code_confirmed(struct db *tx, struct phone phone, when now);

/* A text message to a phone that its owner proved; outside the budgets of codes. */
err sms_notice_put(struct db *tx, struct arena *arena, struct phone phone, str text, when now);

/* An address of this site for a letter. */
struct url letter_url(struct arena *arena, const struct site *site, struct url path);
