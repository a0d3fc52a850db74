/* SPDX-License-Identifier: Apache-2.0 */
/* A small world for tests of services and tariffs: a customer in Kyiv, the sample catalogue, a
 * clock that is moved, jobs that run when they are due, and drivers that do at once what they are
 * told. */
#pragma once

#include "features/services/lifecycle.h"
#include "testroom.h"

struct world {
    struct test_room r;
    const struct job_kind *const *kinds; /* NULL-terminated */
    account_id olena;
    bool drivers_sleep;  /* operations are left as they are */
    int64_t steps;       /* jobs run so far */
    int lines, payments; /* to make new ones */
};

/* False: no database at hand. */
bool world_open(struct world *w, const struct listener *const *listeners,
                const struct job_kind *const *kinds);
void world_close(struct world *w);

day world_day(int year, int month, int of_month);
/* The clock shows an hour of that day, in Kyiv; nothing runs. */
void world_set(struct world *w, day d, int hour);
/* What is due now runs, until nothing is. */
void world_run(struct world *w);
/* The clock goes on to that day, everything running when it is due. */
void world_go(struct world *w, day d, int hour);

void world_top_up(struct world *w, int64_t amount);
int64_t world_balance(struct world *w);

/* A running service of a plan, paid for; parent may be empty. */
service_id world_buy(struct world *w, const char *plan, service_id parent);
struct service world_service(struct world *w, service_id id);
/* The open renewal; its id is empty without one. */
struct invoice world_renewal(struct world *w, service_id id);
void world_pay(struct world *w, invoice_id invoice);
/* How often something stands in the service's history. */
int world_events(struct world *w, service_id id, const char *what);

/* Runs work in a transaction and gives its code. */
err world_do(struct world *w, db_fn *fn, void *arg);
void world_sound(struct world *w);
