/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/code_guess.h"

#include "base/attr.h"
#include "web/rate.h"

#define PARTS 3

/* The budgets of a target in one of the two counts; how many they are. */
static size_t budgets_of(struct arena *arena, const struct code_target *target, const char *count,
                         struct rate_budget out[PARTS])
{
    str mailbox = target->email.text.len > 0 ? email_mailbox(arena, target->email) : STR("");
    const struct {
        const char *word;
        str text;
    } parts[PARTS] = {
        {"email", mailbox}, {"phone", target->phone.text}, {"account", target->account.text}};
    size_t found = 0;
    for (size_t i = 0; i < PARTS; i++) {
        if (parts[i].text.len > 0) {
            out[found++] = (struct rate_budget){
                .key = str_printf(arena, "codes:%s%s%s:%" STR_FMT, count,
                                  target->decoy ? "decoy " : "", parts[i].word,
                                  STR_ARG(parts[i].text)),
                .limit = WRONG_CODES_A_DAY,
                .window_us = WHEN_DAY,
            };
        }
    }
    return found;
}

#define SEEN "seen "
#define ALL ""

static err is_open(struct db *tx, struct arena *arena, const struct code_target *target,
                   const char *count, when now, bool *out)
{
    struct rate_budget budgets[PARTS];
    size_t found = budgets_of(arena, target, count, budgets);
    bool spent = false;
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && !spent && i < found; i++) {
        e = rate_is_spent(tx, arena, &budgets[i], now, &spent);
    }
    if (e == ERR_OK) {
        *out = !spent;
    }
    return e;
}

static err take(struct db *tx, struct arena *arena, const struct code_target *target,
                const char *count, when now)
{
    struct rate_budget budgets[PARTS];
    size_t found = budgets_of(arena, target, count, budgets);
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < found; i++) {
        e = rate_take(tx, arena, &budgets[i], now, NULL);
        e = e == ERR_LIMITED ? ERR_OK : e;
    }
    return e;
}

err code_guess_allowed(struct db *tx, struct arena *arena, const struct code_target *target,
                       when now, bool *out)
{
    if (target->unseen) {
        *out = true;
        return ERR_OK;
    }
    return is_open(tx, arena, target, SEEN, now, out);
}

err code_guess_counts(struct db *tx, struct arena *arena, const struct code_target *target,
                      when now, bool *out)
{
    return is_open(tx, arena, target, ALL, now, out);
}

err code_guess_wrong(struct db *tx, struct arena *arena, const struct code_target *target, when now)
{
    err e = take(tx, arena, target, ALL, now);
    return e == ERR_OK && !target->unseen ? take(tx, arena, target, SEEN, now) : e;
}
