/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/order_rules.h"

#include "base/check.h"
#include "features/catalogue/catalogue.h"

static const char *const state_words[] = {
#define X(name, word) [name] = word,
    ORDER_STATE_LIST(X)
#undef X
};

str order_state_word(enum order_state state)
{
    CHECK((size_t)state < ARRAY_LEN(state_words));
    return str_from_z(state_words[state]);
}

bool order_state_of(str word, enum order_state *out)
{
    for (size_t i = 0; i < ARRAY_LEN(state_words); i++) {
        if (str_eq(word, str_from_z(state_words[i]))) {
            *out = (enum order_state)i;
            return true;
        }
    }
    return false;
}

const char *order_refuses(const struct order *order, enum order_act act)
{
    bool open = order->state == ORDER_OPEN;
    switch (act) {
    case ORDER_RENAME:
        return order->state == ORDER_CANCELLED || order->state == ORDER_EXPIRED ? "order_over"
                                                                                : NULL;
    case ORDER_PAY:
        return open ? NULL : "order_over";
    case ORDER_CANCEL:
    case ORDER_SPLIT:
    case ORDER_MERGE:
        break;
    }
    if (!open) {
        return "order_over";
    }
    if (order->locked) {
        return "order_locked";
    }
    return order->part_paid ? "order_part_paid" : NULL;
}

static const struct order_line *line_by_id(const struct order_line *lines, size_t count, str id)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(lines[i].id.text, id)) {
            return &lines[i];
        }
    }
    return NULL;
}

static bool is_among(const str *ids, size_t count, str id)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(ids[i], id)) {
            return true;
        }
    }
    return false;
}

const char *order_split_choose(const struct order_line *lines, size_t count, const str *ids,
                               size_t id_count, bool *out_goes)
{
    size_t gone = 0;
    for (size_t i = 0; i < id_count; i++) {
        const struct order_line *line = line_by_id(lines, count, ids[i]);
        if (line == NULL) {
            return "bad_choice";
        }
        if (line->parent.text.len > 0 && !is_among(ids, id_count, line->parent.text)) {
            return "addon_alone";
        }
    }
    for (size_t i = 0; i < count; i++) {
        str parent = lines[i].parent.text;
        out_goes[i] = is_among(ids, id_count, lines[i].id.text) ||
                      (parent.len > 0 && is_among(ids, id_count, parent));
        gone += out_goes[i] ? 1 : 0;
    }
    if (gone == 0) {
        return "split_nothing";
    }
    return gone == count ? "split_everything" : NULL;
}

const char *order_merge_fault(const struct order *into, const struct order *from, size_t line_count)
{
    if (str_eq(into->id.text, from->id.text)) {
        return "bad_choice";
    }
    if (!str_eq(str_from_z(into->currency), str_from_z(from->currency))) {
        return "other_currency";
    }
    if (!str_eq(into->payer.text, from->payer.text)) {
        return "other_payer"; /* their taxes may differ */
    }
    if (line_count > ORDER_LINES_MAX) {
        return "too_many_items";
    }
    const char *refused = order_refuses(into, ORDER_MERGE);
    return refused != NULL ? refused : order_refuses(from, ORDER_MERGE);
}

bool order_sums(const struct order_line *lines, size_t count, struct order *out)
{
    int64_t discount = 0;
    int64_t net = 0;
    int64_t tax = 0;
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (__builtin_add_overflow(discount, lines[i].discount, &discount) ||
            __builtin_add_overflow(net, lines[i].net, &net) ||
            __builtin_add_overflow(tax, lines[i].tax, &tax) ||
            __builtin_add_overflow(total, lines[i].total, &total)) {
            return false;
        }
    }
    out->discount = discount;
    out->net = net;
    out->tax = tax;
    out->total = total;
    return true;
}

int64_t order_line_period_total(const struct order_line *line)
{
    /* A code that frees of the setup fee is the only one that touches it. */
    int64_t off_setup = line->promo_kind == PROMO_FREE_SETUP ? line->discount : 0;
    money part = {.minor = line->total};
    if (line->amount == 0) {
        return line->total;
    }
    int64_t recurring = line->amount - (line->setup - off_setup);
    return money_share(part, recurring, line->amount, &part) == ERR_OK ? part.minor : 0;
}
