/* SPDX-License-Identifier: Apache-2.0 */
/* The invoice of a change: the new days, and what comes back of the old ones, each with its tax. */
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

err change_left_with_tax(const struct change_count *count, int64_t tax_bp, int64_t *out)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count->paid_count; i++) {
        int64_t left = 0;
        err e = count->paid[i].sale.tax_bp == tax_bp
                    ? stretch_left(&count->paid[i], count->on, &left)
                    : ERR_OK;
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
        e = seen_before(count, i) ? ERR_OK : change_left_with_tax(count, tax_bp, &left);
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

err change_issue(struct db *tx, struct arena *arena, const struct service *service,
                 struct tariff_change *change, const struct change_count *count, bool apart,
                 struct invoice *out)
{
    struct invoice_line *lines = ARENA_ARRAY(arena, struct invoice_line, count->paid_count + 1);
    struct invoice_draft draft = {
        .account = service->account,
        .currency = service->currency,
        .cause = "tariff.change",
        .cause_ref = change->id.text,
        .payer = service->payer,
        .due = change->created_at,
        .now = change->created_at,
        .lines = lines,
        .count = 1,
    };
    err e = new_days_line(service, change, count, &lines[0]);
    if (e == ERR_OK && !apart) {
        e = returned_lines(arena, service, change, count, lines, &draft.count);
    }
    if (e == ERR_OK) {
        e = invoice_issue(tx, arena, &draft, out);
    }
    if (e != ERR_OK) {
        return e;
    }
    change->invoice = out->id;
    struct days days = {change->on, change->until};
    return service_invoice_note(tx, service->id, out->id, days, out->total.minor,
                                change->created_at);
}
