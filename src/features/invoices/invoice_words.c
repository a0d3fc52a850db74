/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the pages. */
#include "features/invoices/invoices_view.h"

str invoice_state_name(enum lang lang, const struct invoice *invoice, when now)
{
    if (invoice_is_overdue(invoice, now)) {
        return tr(lang, "Overdue");
    }
    switch (invoice->state) {
    case INVOICE_ISSUED:
        return tr(lang, "Not paid");
    case INVOICE_PART_PAID:
        return tr(lang, "Paid in part");
    case INVOICE_PAID:
        return tr(lang, "Paid");
    case INVOICE_PART_CREDITED:
        return tr(lang, "Credited in part");
    case INVOICE_CREDITED:
        return tr(lang, "Credited");
    case INVOICE_CANCELLED:
        return tr(lang, "Cancelled");
    }
    return STR("");
}

enum tone invoice_state_tone(const struct invoice *invoice, when now)
{
    if (invoice_is_overdue(invoice, now)) {
        return TONE_BAD;
    }
    if (invoice_is_open(invoice)) {
        return TONE_WARN;
    }
    return invoice->state == INVOICE_PAID ? TONE_GOOD : TONE_PLAIN;
}

str invoice_period(struct page *p, const struct invoice_line *line)
{
    if (line->from.number == line->until.number) {
        return STR("");
    }
    struct day last = {line->until.number - 1};
    str from = page_day(p, line->from), until = page_day(p, last);
    return str_printf(p->out->arena, "%" STR_FMT " – %" STR_FMT, STR_ARG(from), STR_ARG(until));
}

str invoice_rate(struct page *p, int64_t bp)
{
    int64_t whole = bp / 100, rest = bp % 100;
    char point = p->lang == LANG_UK ? ',' : '.';
    if (rest == 0) {
        return str_printf(p->out->arena, "%lld%%", (long long)whole);
    }
    bool one_digit = rest % 10 == 0;
    return str_printf(p->out->arena, "%lld%c%0*lld%%", (long long)whole, point, one_digit ? 1 : 2,
                      (long long)(one_digit ? rest / 10 : rest));
}

money invoice_sum(const struct invoice *invoice, int64_t minor)
{
    money sum = invoice->total;
    sum.minor = minor;
    return sum;
}

struct url invoice_order_url(struct page *p, const struct invoice *invoice, bool is_staff)
{
    str rest;
    str id = str_cut(invoice->cause_ref, ':', &rest);
    return is_staff ? url_fill(p->out->arena, "/staff/orders/{}", id)
                    : url_fill(p->out->arena, "/orders/{}", id);
}

struct url invoice_url(struct page *p, const struct invoice *invoice, bool is_staff)
{
    return is_staff ? url_fill(p->out->arena, "/staff/invoices/{}", invoice->id.text)
                    : url_fill(p->out->arena, "/invoices/{}", invoice->id.text);
}

struct url invoice_document(struct page *p, const char *pattern, str id, enum lang lang)
{
    struct url path = url_fill_list(p->out->arena, str_from_z(pattern), &id, 1);
    return url_with(p->out->arena, path, STR("language"), lang_code(lang));
}
