/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/letter_budget.h"

#include "base/attr.h"
#include "base/check.h"
#include "base/hash.h"
#include "web/rate.h"

/* The day's letters over everything are counted in so many rows, chosen by the mailbox: one row
 * would have every registration wait for every other. */
#define DAY_ROWS 8

/* A mailbox' budget of a kind, a day. */
static const struct {
    const char *word;
    int64_t day;
    bool from_outside; /* a guest causes it: the network and the whole day have a budget as well */
} kinds[] = {
    [LETTER_CODE] = {"unasked", 3, true},   [LETTER_RECOVERY] = {"unasked", 3, true},
    [LETTER_NOTICE] = {"unasked", 3, true}, [LETTER_ASKED] = {"asked", 12, false},
    [LETTER_OWN] = {"own", 6, false},       [LETTER_HOUSE] = {NULL, 0, false},
};

static unsigned row_of(str mailbox)
{
    return (unsigned)(hash_text(0, mailbox) % DAY_ROWS);
}

struct taking {
    struct db *tx;
    struct arena *arena;
    when now;
};

static err take(const struct taking *taking, str key, int64_t limit, int64_t window_us)
{
    struct rate_budget budget = {.key = key, .limit = limit, .window_us = window_us};
    return rate_take(taking->tx, taking->arena, &budget, taking->now, NULL);
}

/* The network first: whoever used up their own does not use up everybody's as well. */
static err take_outside(const struct taking *taking, const struct mail_limits *limits, str network,
                        str whom)
{
    str key = str_printf(taking->arena, "letters:network:%" STR_FMT, STR_ARG(network));
    err e = take(taking, key, limits->network_hour, WHEN_HOUR);
    if (e == ERR_OK) {
        str row = str_printf(taking->arena, "letters:day:%u", row_of(whom));
        int64_t share = limits->day / DAY_ROWS;
        e = take(taking, row, share > 0 ? share : 1, WHEN_DAY);
    }
    return e;
}

/* Of what one network causes the mailbox gets no more than of all together. */
static err take_cause(const struct taking *taking, const struct letter_post *post, str mailbox)
{
    str network = post->network.len > 0 ? post->network : post->cause;
    if (!kinds[post->kind].from_outside || network.len == 0) {
        return ERR_OK;
    }
    str key = str_printf(taking->arena, "letters:cause:%" STR_FMT ":%" STR_FMT, STR_ARG(mailbox),
                         STR_ARG(network));
    return take(taking, key, kinds[post->kind].day, WHEN_DAY);
}

static err take_mailbox(const struct taking *taking, const struct letter_post *post, str mailbox)
{
    str key = str_printf(taking->arena, "letters:%s:%" STR_FMT ":%" STR_FMT, kinds[post->kind].word,
                         STR_ARG(post->about), STR_ARG(mailbox));
    return take(taking, key, kinds[post->kind].day, WHEN_DAY);
}

err letter_ask_take(struct db *tx, struct arena *arena, const struct settings *settings,
                    str network, str typed, when now)
{
    struct taking taking = {tx, arena, now};
    struct mail_limits limits = {settings->mail_network_hour, settings->mail_day};
    return take_outside(&taking, &limits, network, typed);
}

/* The mailbox last: what the others take must not depend on how much this one has got, which is
 * another number for the known. */
err letter_budget_take(struct db *tx, const struct mail_page *letter,
                       const struct letter_post *post, enum letter_fate *out)
{
    CHECK(post->kind > LETTER_UNDECLARED && post->kind <= LETTER_HOUSE);
    if (post->kind == LETTER_HOUSE) {
        *out = LETTER_PUT;
        return ERR_OK;
    }
    struct taking taking = {tx, letter->arena, letter->now};
    str mailbox = email_mailbox(letter->arena, (struct email){post->to});
    enum letter_fate refused = LETTER_LIMITED;
    err e = ERR_OK;
    if (kinds[post->kind].from_outside && post->network.len > 0) {
        e = take_outside(&taking, &letter->limits, post->network, mailbox);
    }
    if (e == ERR_OK) {
        refused = LETTER_WITHHELD;
        e = take_cause(&taking, post, mailbox);
    }
    if (e == ERR_OK) {
        e = take_mailbox(&taking, post, mailbox);
        e = e == ERR_LIMITED && post->of_own_network ? ERR_OK : e;
    }
    if (e != ERR_OK && e != ERR_LIMITED) {
        return e;
    }
    *out = e == ERR_OK ? LETTER_PUT : refused;
    return ERR_OK;
}
