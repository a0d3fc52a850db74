/* SPDX-License-Identifier: Apache-2.0 */
/* The invoice of a change: the new days, and what comes back of the old ones, each with its tax. */
#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "features/tariffs/change.h"
#include "i18n/tr.h"

/* The tax that is contained in a sum. */
static err line_of(int64_t total, int64_t tax_bp, struct invoice_line *line)
{
    int64_t tax = 0;
    err e = period_share(total, tax_bp, 10000 + tax_bp, &tax);
    if (e == ERR_OK) {
        line->quantity = 1;
        line->unit = line->total = total;
        line->tax_bp = tax_bp;
        line->tax = tax;
        line->net = total - tax;
        line->ref = STR("");
    }
    return e;
}

static err new_days_line(const struct service *service, const struct tariff_change *change,
                         const struct change_count *count, struct invoice_line *line)
{
    err e = line_of(change->charge, count->price.tax_bp, line);
    line->text_uk = count->price.text.uk;
    line->text_en = count->price.text.en;
    line->from = change->on;
    line->until = change->until;
    line->ref = service->id.text;
    return e;
}

err change_left_with_tax(const struct stretch *paid, size_t count, day on, int64_t tax_bp,
                         int64_t *out)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t left = 0;
        err e = paid[i].sale.tax_bp == tax_bp ? stretch_left(&paid[i], on, &left) : ERR_OK;
        if (e != ERR_OK) {
            return e;
        }
        sum += left;
    }
    *out = sum;
    return ERR_OK;
}

static bool seen_before(const struct change_count *count, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (count->paid[i].sale.tax_bp == count->paid[n].sale.tax_bp) {
            return true;
        }
    }
    return false;
}

/* Days that come back carry the tax they were sold with: a line for each. */
static err returned_lines(struct arena *arena, const struct service *service,
                          const struct tariff_change *change, const struct change_count *count,
                          struct invoice_line *lines, size_t *line_count)
{
    err e = ERR_OK;
    for (size_t i = 0; i < count->paid_count && e == ERR_OK; i++) {
        int64_t tax_bp = count->paid[i].sale.tax_bp;
        int64_t left = 0;
        e = seen_before(count, i)
                ? ERR_OK
                : change_left_with_tax(count->paid, count->paid_count, count->on, tax_bp, &left);
        if (e != ERR_OK || left == 0) {
            continue;
        }
        struct invoice_line *line = &lines[(*line_count)++];
        e = line_of(-left, tax_bp, line);
        line->text_uk =
            tr_fill(arena, tr(LANG_UK, "Unused days of {plan}"), "plan", service->name_uk, NULL);
        line->text_en =
            tr_fill(arena, tr(LANG_EN, "Unused days of {plan}"), "plan", service->name_en, NULL);
        line->from = change->on;
        line->until = service->until;
        line->ref = service->id.text;
    }
    return e;
}

static err issue(struct db *tx, struct arena *arena, const struct service *service,
                 struct tariff_change *change, const struct invoice_line *lines, size_t count,
                 when now, struct invoice *out)
{
    struct invoice_draft draft = {
        .account = service->account,
        .currency = service->currency,
        .cause = "tariff.change",
        .cause_ref = change->id.text,
        .payer = service->payer,
        .due = now,
        .now = now,
        .lines = lines,
        .count = count,
    };
    err e = invoice_issue(tx, arena, &draft, out);
    if (e != ERR_OK) {
        return e;
    }
    change->invoice = out->id;
    struct days days = {change->on, change->until};
    return service_invoice_note(tx, service->id, out->id, days, out->total.minor, now);
}

err change_issue(struct db *tx, struct arena *arena, const struct service *service,
                 struct tariff_change *change, const struct change_count *count,
                 struct invoice *out)
{
    struct invoice_line *lines = ARENA_ARRAY(arena, struct invoice_line, count->paid_count + 1);
    size_t line_count = 1;
    err e = new_days_line(service, change, count, &lines[0]);
    if (e == ERR_OK) {
        e = returned_lines(arena, service, change, count, lines, &line_count);
    }
    return e == ERR_OK
               ? issue(tx, arena, service, change, lines, line_count, change->created_at, out)
               : e;
}

static err is_apart(struct db *tx, struct arena *arena, const struct service *service,
                    const struct tariff_change *change, const struct change_basis *basis,
                    const struct change_sums *sums, bool *out)
{
    money balance = {0};
    int64_t same = 0;
    err e = change_left_with_tax(basis->paid, basis->paid_count, basis->on, change->tax_bp, &same);
    if (e == ERR_OK) {
        e = ledger_balance(tx, arena, BOOK_BALANCE, service->account, service->currency, &balance);
    }
    *out = e == ERR_OK && change->due <= 0 && sums->charge > 0 && same != sums->credit &&
           -balance.minor + sums->credit >= sums->charge;
    return e;
}

err change_issue_apart(struct db *tx, struct arena *arena, const struct service *service,
                       struct tariff_change *change, const struct change_basis *basis,
                       const struct change_sums *sums, when now, invoice_id *out)
{
    bool apart = false;
    struct invoice invoice;
    struct invoice_line line = {0};
    *out = (invoice_id){STR("")};
    err e = is_apart(tx, arena, service, change, basis, sums, &apart);
    if (e != ERR_OK || !apart) {
        return e;
    }
    e = line_of(sums->charge, change->tax_bp, &line);
    line.text_uk = change->to.name_uk;
    line.text_en = change->to.name_en;
    line.from = sums->on;
    line.until = sums->until;
    line.ref = service->id.text;
    if (e == ERR_OK) {
        e = issue(tx, arena, service, change, &line, 1, now, &invoice);
    }
    if (e == ERR_OK) {
        *out = invoice.id;
        e = change_store_invoice(tx, change);
    }
    return e;
}
