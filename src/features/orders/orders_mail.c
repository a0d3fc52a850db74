/* SPDX-License-Identifier: Apache-2.0 */
/* Letters about an order: it is placed, it ran out, staff ended it. */
#include "features/orders/orders_mail.h"

#include "features/accounts/accounts.h"
#include "features/invoices/invoices.h"
#include "features/orders/order_view.h"
#include "features/orders/orders_page.h"

/* Holes: {order} its title, {until} when it must be paid, {reason} of staff. */
static const struct occasion {
    const char *word;
    const char *subject, *body;
} occasions[] = {
    [ORDER_LETTER_PLACED] = {"placed", N_("Your order: {order}"),
                             N_("Thank you for your order. It starts as soon as it is paid; please "
                                "pay it until {until}.")},
    [ORDER_LETTER_EXPIRED] = {"expired", N_("{order} was not paid"),
                              N_("The order was not paid in time, so it is over and its invoice is "
                                 "cancelled. Nothing is owed. You are welcome to order again.")},
    [ORDER_LETTER_CANCELLED] =
        {"cancelled", N_("{order} is cancelled"),
         N_("Our staff has cancelled the order: {reason} What was paid of it "
            "lies on your balance.")},
};

err order_letter_put(struct db *tx, struct arena *arena, order_id id, enum order_letter letter,
                     when now)
{
    struct order order;
    err e = order_by_id(tx, arena, id, &order);
    if (e != ERR_OK) {
        return e;
    }
    str ref = str_printf(arena, "%s:%" STR_FMT ":%lld:%lld", occasions[letter].word,
                         STR_ARG(id.text), (long long)order.total, (long long)order.expires_at.us);
    return job_put(tx, now, STR("order.letter"), ref, now, ref);
}

/* Sum and end as they were when it happened: split or joined meanwhile, the order has others. Keeps
 * the present ones for letters of a version that kept nothing. */
static void as_it_was(struct order *order, str told)
{
    str end;
    int64_t total = 0, until = 0;
    str sum = str_cut(told, ':', &end);
    if (str_to_i64(sum, &total) && str_to_i64(end, &until)) {
        order->total = total;
        order->expires_at = (when){until};
    }
}

static str filled(struct arena *arena, enum lang lang, const struct zone *zone,
                  const struct order *order, const char *sentence)
{
    str reason = order_end_name(lang, arena, order);
    bool whole = str_ends(reason, STR(".")) || str_ends(reason, STR("!"));
    return tr_fill(arena, tr(lang, sentence), "order", order_title(lang, arena, order), "until",
                   fmt_datetime(arena, lang, zone, order->expires_at), "reason",
                   whole ? reason : str_printf(arena, "%" STR_FMT ".", STR_ARG(reason)), NULL);
}

static err write_letter(struct db *tx, const struct job_run *run, const struct occasion *of,
                        const struct order *order)
{
    struct account account;
    err e = account_by_id(tx, run->arena, order->account, &account);
    if (e != ERR_OK || account.email.text.len == 0) {
        return e;
    }
    struct mail_page *page = letter_to(run->arena, run->site, &account, run->now);
    enum lang lang = page->lang;
    const struct zone *zone = zone_by_name(account.timezone);
    bool is_open = order->state == ORDER_OPEN;
    struct order_mail_view view = {
        .name = account.name,
        .subject =
            filled(run->arena, lang, zone == NULL ? run->site->zone : zone, order, of->subject),
        .body = filled(run->arena, lang, zone == NULL ? run->site->zone : zone, order, of->body),
        .total = fmt_money(run->arena, lang, order_money(order, order->total)),
        .where =
            letter_url(run->arena, run->site, url_fill(run->arena, "/orders/{}", order->id.text)),
        .button = is_open ? tr(lang, "Pay the order") : tr(lang, "See the order"),
    };
    order_mail(page, &view);
    struct letter_post post = {.kind = LETTER_HOUSE, .to = account.email.text};
    return letter_put(tx, page, &post, NULL);
}

err order_letter_write(struct db *tx, const struct job_run *run)
{
    str id, told;
    str word = str_cut(run->ref, ':', &id);
    id = str_cut(id, ':', &told);
    struct order order;
    err e = order_by_id(tx, run->arena, (order_id){id}, &order);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    as_it_was(&order, told);
    for (size_t i = 0; i < ARRAY_LEN(occasions); i++) {
        bool stale = i == ORDER_LETTER_PLACED && order.state != ORDER_OPEN;
        if (str_eq(word, str_from_z(occasions[i].word)) && !stale) {
            return write_letter(tx, run, &occasions[i], &order);
        }
    }
    return ERR_OK;
}
