/* SPDX-License-Identifier: Apache-2.0 */
#include "features/tariffs/arithmetic.h"

#include "i18n/format.h"

struct words_for {
    struct arena *arena;
    enum lang lang;
    const struct change_count *count;
};

static str days_words(const struct words_for *w, const char *sentence, str plan, int64_t n,
                      int64_t whole)
{
    return tr_fill(w->arena, tr(w->lang, sentence), "plan", plan, "n",
                   fmt_int(w->arena, w->lang, n), "whole", fmt_int(w->arena, w->lang, whole), NULL);
}

static str plan_words(const struct words_for *w, const char *sentence, str plan)
{
    return tr_fill(w->arena, tr(w->lang, sentence), "plan", plan, NULL);
}

size_t arithmetic_of(struct arena *arena, enum lang lang, const struct service *service,
                     const struct change_count *count,
                     struct arithmetic_line out[ARITHMETIC_LINES_MAX])
{
    const struct change_sums *s = &count->sums;
    struct words_for w = {arena, lang, count};
    str old = lang == LANG_UK ? service->name_uk : service->name_en;
    str new = lang == LANG_UK ? count->tariff.name_uk : count->tariff.name_en;
    size_t n = 0;
    if (count->mode == MODE_AT_PERIOD_END) {
        out[n++] = (struct arithmetic_line){tr(lang, "To pay now"), 0, true};
        out[n++] = (struct arithmetic_line){
            plan_words(&w, N_("{plan}, each period from then on"), new), count->price.total, false};
        return n;
    }
    out[n++] = (struct arithmetic_line){
        days_words(&w, N_("What is left of {plan}: {n} days"), old, s->left, s->period_days),
        -s->credit, false};
    if (count->mode == MODE_PAY_DIFFERENCE) {
        out[n++] =
            (struct arithmetic_line){days_words(&w, N_("{plan} for {n} days; a period has {whole}"),
                                                new, s->left, s->period_days),
                                     s->charge, false};
    } else if (count->mode == MODE_RESTART) {
        out[n++] = (struct arithmetic_line){plan_words(&w, N_("{plan}, a whole period"), new),
                                            s->charge, false};
    } else {
        out[n++] = (struct arithmetic_line){
            days_words(&w, N_("buys {n} days of {plan}; a period has {whole}"), new, s->days,
                       s->period_days),
            s->charge, false};
    }
    out[n++] =
        (struct arithmetic_line){s->due < 0 ? tr(lang, "Goes to your balance") : tr(lang, "To pay"),
                                 s->due < 0 ? -s->due : s->due, true};
    return n;
}
