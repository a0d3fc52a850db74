/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled mails stand on. `{{ mail name(args) }}` becomes `void name(struct mail_page *m,
 * args)`, which fills subject, text and html from one set of values; the HTML part stands in the
 * layout of mail_layout.page. The result goes to the outbox; nothing here sends. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "base/when.h"
#include "i18n/tr.h"
#include "i18n/zone.h"
#include "web/page.h"

/* Who writes: shown in head and foot of every mail. Empty texts are left out. */
struct mail_brand {
    str name;
    str legal;
    str email;
    str phone;
    struct url site; /* absolute */
};

/* The operator's bounds for letters that guests can cause. */
struct mail_limits {
    int64_t network_hour; /* a network may make us write in an hour */
    int64_t day;          /* over everything */
};

struct mail_page {
    struct arena *arena;
    struct mail_limits limits;
    enum lang lang; /* the recipient's */
    const struct zone *zone;
    when now;
    const struct mail_brand *brand;
    str subject; /* the rest is the result, in the arena */
    str text;
    str html;
};

/* For the generated code: a part is written into out, then taken from it. */
struct page mail_page_part(const struct mail_page *m, struct buf *out);
/* One line: line breaks and runs of blanks become one space. */
str mail_page_subject(const struct buf *out);
/* The text with the brand's signature. */
str mail_page_text(const struct mail_page *m, struct page *p);
