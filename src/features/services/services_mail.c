/* SPDX-License-Identifier: Apache-2.0 */
/* Letters about a service. One shape, many occasions: the sentences stand in a table. */
#include "features/accounts/accounts.h"
#include "features/services/lifecycle.h"
#include "features/services/services_page.h"
#include "features/services/services_view.h"

/* Holes: {service}, {until} the last day paid for, {amount}, {number} of the invoice, {end} when it
 * is ended for good. */
static const struct occasion {
    const char *word;
    const char *subject, *body, *note;
    bool pays; /* leads to the invoice, not to the service */
} occasions[LETTER_COUNT] = {
    [LETTER_READY] = {"ready", N_("{service} is ready"),
                      N_("Your service works. How to use it stands on its page."), "", false},
    [LETTER_INVOICE] = {"invoice", N_("{service}: invoice for the next period"),
                        N_("The service is paid through {until}. Invoice {number} for the next "
                           "period is ready."),
                        N_("With automatic renewal it is paid from your balance a day before, if "
                           "the balance covers it."),
                        true},
    [LETTER_REMIND] = {"remind", N_("{service} is paid through {until}"),
                       N_("Please remember to pay invoice {number} for the next period."),
                       N_("With automatic renewal it is paid from your balance a day before, if "
                          "the balance covers it."),
                       true},
    [LETTER_SHORT] = {"short", N_("The balance does not cover {service}"),
                      N_("We could not renew the service from your balance. Please top up the "
                         "balance or pay invoice {number} through {until}."),
                      "", true},
    [LETTER_RENEWED] = {"renewed", N_("{service} is renewed"),
                        N_("The service is paid through {until}. Thank you."), "", false},
    [LETTER_OVERDUE] = {"overdue", N_("{service} is not paid"),
                        N_("The paid time ended on {until}, and invoice {number} is still open. "
                           "Please pay it, so that the service is not suspended."),
                        "", true},
    [LETTER_SUSPENDED] = {"suspended", N_("{service} is suspended"),
                          N_("Invoice {number} over {amount} is not paid, so the service was "
                             "suspended. Once it is paid, the service comes back by itself."),
                          N_("Your data is kept until {end}."), true},
    [LETTER_RESUMED] = {"resumed", N_("{service} works again"),
                        N_("The service was brought back. It is paid through {until}."), "", false},
    [LETTER_WARNING] = {"warning", N_("Last warning: {service} will be deleted"),
                        N_("Invoice {number} over {amount} is not paid. On {end} the service and "
                           "all its data will be deleted."),
                        N_("Pay the invoice to keep it."), true},
    [LETTER_ENDED] = {"ended", N_("{service} has ended"),
                      N_("The service was ended. Nothing more is charged for it."), "", false},
    [LETTER_CANCELLED] = {"cancelled", N_("{service} will end"),
                          N_("As requested, the service is not renewed and ends after {until}."),
                          N_("Until then you can change your mind on its page."), false},
    [LETTER_BEGUN_LATE] = {"begun_late", N_("{service}: the new plan began with your payment"),
                           N_("The service is paid through {until}. You paid on a later day than "
                              "you chose the plan, so its period began with the payment."),
                           N_("The days of the old plan until then were counted; the rest of the "
                              "money and your payment went into days of the new one."),
                           false},
    [LETTER_CHANGE_VOID] = {"change_void", N_("{service}: the plan change was cancelled"),
                            N_("The paid days of the service have changed since you ordered the "
                               "plan change, so its sum no longer held and its invoice was "
                               "cancelled. The service is paid through {until}."),
                            N_("You can order the change again at the new sum."), false},
    [LETTER_NOT_RENEWED] = {"not_renewed", N_("{service} could not be renewed"),
                            N_("We could not carry out the renewal that was paid. The service is "
                               "paid through {until} as before."),
                            N_("What was paid for the renewal is back on your balance."), false},
    [LETTER_NOT_CHANGED] = {"not_changed", N_("{service}: the plan could not be changed"),
                            N_("We could not carry out the plan change. The service keeps its old "
                               "plan and is paid through {until}."),
                            N_("What was paid for the change is back on your balance."), false},
};

/* What a letter tells of, as it was when that happened: by the time it is written, the next period
 * may be paid as well. */
struct told {
    day until;          /* the first day that was not paid for */
    day end;            /* when it is ended for good if nothing is paid */
    invoice_id invoice; /* the open renewal; empty without one */
};

static err told_of(struct db *tx, struct arena *arena, service_id id, when now, struct told *out)
{
    struct service service;
    struct dunning dunning;
    struct asked open;
    err e = service_store_find(tx, arena, id, &service);
    if (e == ERR_OK) {
        e = dunning_of(tx, arena, &service, &dunning);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = asked_store_open(tx, arena, id, &open);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    out->until = service.until;
    out->end = day_at(dunning.zone, timeline_end(&dunning, now));
    out->invoice = e == ERR_OK ? open.invoice : (invoice_id){STR("")};
    return ERR_OK;
}

err service_letter_put(struct db *tx, struct arena *arena, service_id id, enum letter letter,
                       when now)
{
    struct told told;
    err e = told_of(tx, arena, id, now, &told);
    if (e != ERR_OK) {
        return e;
    }
    str ref = str_printf(arena, "%s:%.*s:%d:%d:%.*s", occasions[letter].word, STR_ARG(id.text),
                         (int)told.until.number, (int)told.end.number, STR_ARG(told.invoice.text));
    str key = str_printf(arena, "%.*s:%lld", STR_ARG(ref), (long long)now.us);
    return job_put(tx, now, STR("service.letter"), ref, now, key);
}

struct writing {
    const struct job_run *run;
    struct service service;
    struct account account;
    struct told told;
    struct invoice invoice; /* of told; its id is empty without one */
    struct mail_page *page;
};

static str filled(const struct writing *w, const char *sentence)
{
    struct arena *arena = w->run->arena;
    enum lang lang = w->page->lang;
    if (sentence[0] == '\0') {
        return STR("");
    }
    return tr_fill(arena, tr(lang, sentence), "service", service_name(&w->service, lang), "until",
                   fmt_day(arena, lang, (day){w->told.until.number - 1}), "amount",
                   fmt_money(arena, lang, w->invoice.total), "number", w->invoice.number, "end",
                   fmt_day(arena, lang, w->told.end), NULL);
}

static bool day_cut(str *rest, day *out)
{
    int64_t number = 0;
    bool is_one =
        str_to_i64(str_cut(*rest, ':', rest), &number) && number >= 0 && number <= INT32_MAX;
    *out = (day){(int32_t)number};
    return is_one;
}

/* "until:end:invoice" of service_letter_put; false for the letters of a version that kept nothing.
 */
static bool told_parse(str rest, struct told *out)
{
    bool is_told = day_cut(&rest, &out->until) && day_cut(&rest, &out->end);
    out->invoice = (invoice_id){rest};
    return is_told;
}

static err gather(struct db *tx, str told, struct writing *w)
{
    struct arena *arena = w->run->arena;
    err e = account_by_id(tx, arena, w->service.account, &w->account);
    if (e == ERR_OK && !told_parse(told, &w->told)) {
        e = told_of(tx, arena, w->service.id, w->run->now, &w->told);
    }
    if (e == ERR_OK && w->told.invoice.text.len > 0) {
        return invoice_by_id(tx, arena, w->told.invoice, &w->invoice);
    }
    if (e == ERR_OK) {
        w->invoice = (struct invoice){.id = {STR("")}, .number = STR("")};
        e = money_of(0, w->service.currency, &w->invoice.total) ? ERR_OK : ERR_INTERNAL;
    }
    return e;
}

static void fill_letter(struct writing *w, const struct occasion *of)
{
    struct arena *arena = w->run->arena;
    const struct site *site = w->run->site;
    w->page = letter_to(arena, site, &w->account, w->run->now);
    enum lang lang = w->page->lang;
    bool pays = of->pays && w->invoice.id.text.len > 0;
    struct service_letter letter = {
        .subject = filled(w, of->subject),
        .name = w->account.name,
        .body = filled(w, of->body),
        .note = filled(w, of->note),
        .service = service_name(&w->service, lang),
        .amount = pays ? fmt_money(arena, lang, invoice_due(&w->invoice)) : STR(""),
        .until = fmt_day(arena, lang, (day){w->told.until.number - 1}),
        .where = letter_url(arena, site,
                            pays ? url_fill(arena, "/invoices/{}/pay", w->invoice.id.text)
                                 : url_fill(arena, "/services/{}", w->service.id.text)),
        .button = pays ? tr(lang, "Pay the invoice") : tr(lang, "See the service"),
    };
    service_mail(w->page, &letter);
}

/* What asks for money that came meanwhile, or is not asked for any more, is not sent. */
static bool is_stale(const struct writing *w, const struct occasion *of)
{
    bool is_open = w->invoice.id.text.len > 0 && invoice_is_open(&w->invoice);
    return of->pays && !is_open;
}

err service_letter_write(struct db *tx, const struct job_run *run)
{
    str id, told;
    str word = str_cut(run->ref, ':', &id);
    id = str_cut(id, ':', &told);
    struct writing w = {.run = run};
    for (size_t i = 0; i < LETTER_COUNT; i++) {
        if (!str_eq(word, str_from_z(occasions[i].word))) {
            continue;
        }
        err e = service_store_find(tx, run->arena, (service_id){id}, &w.service);
        if (e != ERR_OK) {
            return err_absent_is_fine(e);
        }
        e = gather(tx, told, &w);
        if (e != ERR_OK || is_stale(&w, &occasions[i]) || w.account.email.text.len == 0) {
            return e;
        }
        fill_letter(&w, &occasions[i]);
        struct letter_post post = {.kind = LETTER_HOUSE, .to = w.account.email.text};
        return letter_put(tx, w.page, &post, NULL);
    }
    return ERR_OK;
}

err service_tell_change_void(struct db *tx, struct arena *arena, service_id id, when now)
{
    return service_letter_put(tx, arena, id, LETTER_CHANGE_VOID, now);
}
