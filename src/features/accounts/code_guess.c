/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/code_guess.h"

#include "base/attr.h"
#include "web/rate.h"

#define PARTS 3

/* The budgets of a target; their count. */
static size_t budgets_of(struct arena *arena, const struct code_target *target,
                         struct rate_budget out[PARTS])
{
    str mailbox = target->email.text.len > 0 ? email_mailbox(arena, target->email) : STR("");
    const struct {
        const char *word;
        str text;
    } parts[PARTS] = {
        {"email", mailbox}, {"phone", target->phone.text}, {"account", target->account.text}};
    size_t count = 0;
    for (size_t i = 0; i < PARTS; i++) {
        if (parts[i].text.len > 0) {
            out[count++] = (struct rate_budget){
                .key = str_printf(arena, "codes:%s%s:%" STR_FMT, target->decoy ? "decoy " : "",
                                  parts[i].word, STR_ARG(parts[i].text)),
                .limit = WRONG_CODES_A_DAY,
                .window_us = WHEN_DAY,
            };
        }
    }
    return count;
}

err code_guess_allowed(struct db *tx, struct arena *arena, const struct code_target *target,
                       when now, bool *out)
{
    struct rate_budget budgets[PARTS];
    size_t count = budgets_of(arena, target, budgets);
    bool spent = false;
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && !spent && i < count; i++) {
        e = rate_is_spent(tx, arena, &budgets[i], now, &spent);
    }
    if (e == ERR_OK) {
        *out = !spent;
    }
    return e;
}

err code_guess_wrong(struct db *tx, struct arena *arena, const struct code_target *target, when now)
{
    struct rate_budget budgets[PARTS];
    size_t count = budgets_of(arena, target, budgets);
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = rate_take(tx, arena, &budgets[i], now, NULL);
        e = e == ERR_LIMITED ? ERR_OK : e;
    }
    return e;
}
