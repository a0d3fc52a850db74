/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed_papers.h"

#include <stdlib.h>

#include "base/check.h"

#define DAY_US ((int64_t)WHEN_DAY)
#define ARENA_BYTES ((size_t)1 << 20)

static struct seed_paper *add(struct seed_papers *papers, uint64_t customer,
                              enum seed_paper_kind kind)
{
    if (papers->count == papers->room) {
        papers->room = papers->room == 0 ? 4096 : papers->room * 2;
        papers->items = realloc(papers->items, papers->room * sizeof *papers->items);
        CHECK(papers->items != NULL);
    }
    struct seed_paper *paper = &papers->items[papers->count++];
    *paper = (struct seed_paper){.customer = (uint32_t)customer, .kind = (uint8_t)kind};
    return paper;
}

/* Some moment between eight and eighteen hours UTC. */
static int64_t moment(struct day date, uint64_t dice)
{
    return date.number * DAY_US + 8 * WHEN_HOUR + (int64_t)(dice % 36000) * WHEN_SECOND;
}

static void add_cycles(struct seed_papers *papers, uint64_t seed, uint64_t n,
                       const struct seed_purchase *purchase)
{
    for (int s = 0; s < purchase->service_count; s++) {
        const struct seed_service *service = &purchase->services[s];
        for (int c = 0; c < service->cycle_count; c++) {
            const struct seed_cycle *cycle = &service->cycles[c];
            struct seed_paper *paper = add(papers, n, PAPER_CYCLE);
            uint64_t dice = seed_mixed(seed, n, 1000 + (uint64_t)(s * SEED_CYCLES_MAX + c));
            paper->service = (uint8_t)s;
            paper->cycle = (uint32_t)c;
            paper->is_paid = cycle->is_paid;
            paper->issued_us = moment(cycle->issued, dice);
            paper->at_us = c == 0 ? paper->issued_us + 10 * WHEN_MINUTE
                                  : moment((struct day){cycle->from.number - 1}, dice);
        }
    }
}

static void add_others(struct seed_papers *papers, uint64_t seed, uint64_t n,
                       const struct seed_purchase *purchase)
{
    if (purchase->top_up > 0) {
        struct seed_paper *paper = add(papers, n, PAPER_TOP_UP);
        paper->is_paid = true;
        paper->issued_us = paper->at_us =
            moment(purchase->top_up_day, seed_mixed(seed, n, 2000)) + WHEN_HOUR;
    }
    if (purchase->has_open_order) {
        struct seed_paper *paper = add(papers, n, PAPER_ORDER);
        uint64_t dice = seed_mixed(seed, n, 2001);
        paper->issued_us = paper->at_us =
            moment((struct day){SEED_LAST_DAY - (int32_t)(dice % 7)}, dice / 7);
    }
}

uint64_t seed_busiest(const struct seed_plan *plan)
{
    return plan->accounts / 2;
}

/* Two transactions each: what is paid in, and what it is spent on. */
static void add_usage(struct seed_papers *papers, const struct seed_plan *plan)
{
    uint64_t count = plan->transactions_of_one / 2;
    int64_t span = 700 * DAY_US;
    for (uint64_t i = 0; i < count; i++) {
        struct seed_paper *paper = add(papers, seed_busiest(plan), PAPER_USAGE);
        paper->cycle = (uint32_t)i;
        paper->is_paid = true;
        paper->issued_us =
            (SEED_LAST_DAY - 700) * DAY_US + (int64_t)(i + 1) * (span / (int64_t)(count + 1));
        paper->at_us = paper->issued_us;
    }
}

static int by_issue(const void *left, const void *right)
{
    const struct seed_paper *a = left;
    const struct seed_paper *b = right;
    if (a->issued_us != b->issued_us) {
        return a->issued_us < b->issued_us ? -1 : 1;
    }
    if (a->customer != b->customer) {
        return a->customer < b->customer ? -1 : 1;
    }
    return a->service < b->service ? -1 : a->service > b->service;
}

static int by_customer(const void *left, const void *right)
{
    const struct seed_paper *a = left;
    const struct seed_paper *b = right;
    if (a->customer != b->customer) {
        return a->customer < b->customer ? -1 : 1;
    }
    if (a->at_us != b->at_us) {
        return a->at_us < b->at_us ? -1 : 1;
    }
    return a->service < b->service ? -1 : a->service > b->service;
}

static void number(struct seed_papers *papers)
{
    for (size_t i = 0; i < papers->count; i++) {
        struct seed_paper *paper = &papers->items[i];
        if (paper->kind != PAPER_TOP_UP) {
            paper->year = when_to_civil((when){paper->issued_us}).year;
            CHECK(paper->year >= SEED_FIRST_YEAR && paper->year < SEED_FIRST_YEAR + 4);
            paper->invoice = ++papers->years[paper->year - SEED_FIRST_YEAR];
        }
        if (paper->is_paid) {
            paper->payment = ++papers->payments;
        }
        if (paper->kind == PAPER_ORDER || (paper->kind == PAPER_CYCLE && paper->cycle == 0)) {
            paper->order = ++papers->orders;
        }
        if (paper->kind == PAPER_CYCLE && paper->cycle == 0) {
            paper->service_number = ++papers->services;
        }
    }
}

void seed_papers_of(const struct seed_plan *plan, struct seed_papers *out)
{
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    *out = (struct seed_papers){0};
    for (uint64_t n = 0; n < plan->accounts; n++) {
        struct seed_person person = seed_person_at(&arena, plan->seed, n);
        struct seed_purchase purchase;
        seed_purchase_at(plan->seed, n, &person, &purchase);
        add_cycles(out, plan->seed, n, &purchase);
        add_others(out, plan->seed, n, &purchase);
        arena_reset(&arena);
    }
    arena_done(&arena);
    add_usage(out, plan);
    if (out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, by_issue);
        number(out);
        qsort(out->items, out->count, sizeof *out->items, by_customer);
    }
}

void seed_papers_done(struct seed_papers *papers)
{
    free(papers->items);
    *papers = (struct seed_papers){0};
}
