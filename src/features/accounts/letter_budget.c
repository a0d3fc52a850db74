/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/letter_budget.h"

#include "base/attr.h"
#include "base/check.h"
#include "web/rate.h"

/* The day's letters over everything are counted in so many rows, chosen by the mailbox: one row
 * would have every registration wait for every other. */
#define DAY_ROWS 8

/* A mailbox' budget of a kind, a day. */
static const struct {
    const char *word;
    int64_t day;
    bool from_outside; /* whoever asks and the whole day have a budget as well */
} kinds[] = {
    [LETTER_CODE] = {"code", 12, true},    [LETTER_RECOVERY] = {"recovery", 12, true},
    [LETTER_NOTICE] = {"notice", 3, true}, [LETTER_OWN] = {"own", 6, false},
    [LETTER_HOUSE] = {NULL, 0, false},
};

static unsigned row_of(str mailbox)
{
    unsigned hash = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < mailbox.len; i++) {
        hash = (hash ^ (unsigned char)mailbox.ptr[i]) * 16777619U;
    }
    return hash % DAY_ROWS;
}

struct taking {
    struct db *tx;
    const struct mail_page *letter;
    const struct letter_post *post;
    str mailbox;
};

static err take(const struct taking *taking, str key, int64_t limit, int64_t window_us)
{
    struct rate_budget budget = {.key = key, .limit = limit, .window_us = window_us};
    return rate_take(taking->tx, taking->letter->arena, &budget, taking->letter->now, NULL);
}

static err take_network(const struct taking *taking)
{
    const struct letter_post *post = taking->post;
    if (!kinds[post->kind].from_outside || post->network.len == 0) {
        return ERR_OK;
    }
    str key =
        str_printf(taking->letter->arena, "letters:network:%" STR_FMT, STR_ARG(post->network));
    return take(taking, key, taking->letter->limits.network_hour, WHEN_HOUR);
}

static err take_mailbox(const struct taking *taking)
{
    const struct letter_post *post = taking->post;
    str key = str_printf(taking->letter->arena, "letters:%s:%" STR_FMT ":%" STR_FMT,
                         kinds[post->kind].word, STR_ARG(post->about), STR_ARG(taking->mailbox));
    return take(taking, key, kinds[post->kind].day, WHEN_DAY);
}

static err take_day(const struct taking *taking)
{
    if (!kinds[taking->post->kind].from_outside) {
        return ERR_OK;
    }
    str key = str_printf(taking->letter->arena, "letters:day:%u", row_of(taking->mailbox));
    int64_t share = taking->letter->limits.day / DAY_ROWS;
    return take(taking, key, share > 0 ? share : 1, WHEN_DAY);
}

/* The network first: whoever used up their own does not use up the mailbox' as well. */
err letter_budget_take(struct db *tx, const struct mail_page *letter,
                       const struct letter_post *post, enum letter_fate *out)
{
    CHECK(post->kind > LETTER_UNDECLARED && post->kind <= LETTER_HOUSE);
    *out = LETTER_PUT;
    if (post->kind == LETTER_HOUSE) {
        return ERR_OK;
    }
    struct taking taking = {
        .tx = tx,
        .letter = letter,
        .post = post,
        .mailbox = email_mailbox(letter->arena, (struct email){post->to}),
    };
    enum letter_fate refused = LETTER_LIMITED;
    err e = take_network(&taking);
    if (e == ERR_OK) {
        refused = LETTER_WITHHELD;
        e = take_mailbox(&taking);
    }
    if (e == ERR_OK) {
        refused = LETTER_LIMITED;
        e = take_day(&taking);
    }
    *out = e == ERR_OK ? LETTER_PUT : refused;
    return e == ERR_LIMITED ? ERR_OK : e;
}
