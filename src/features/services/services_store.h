/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of services, their paid stretches and the money in them, invoices, steps and events. */
#pragma once

#include "features/services/services.h"
#include "features/services/timeline.h"

/* ERR_CONFLICT when its line has one. */
err service_store_insert(struct db *tx, service_id id, int64_t number,
                         const struct service_draft *draft, struct days period, int anchor,
                         when now);
err service_store_find(struct db *db, struct arena *arena, service_id id, struct service *out);
err service_store_of_origin(struct db *db, struct arena *arena, str origin, struct service *out);
err service_store_by_number(struct db *db, struct arena *arena, int64_t number,
                            struct service *out);
err service_store_page(struct db *db, struct arena *arena, account_id account, when before,
                       str before_id, int64_t limit, struct service **out, size_t *out_count);
/* Of every account; state is a word, or empty for all. */
err service_store_staff_page(struct db *db, struct arena *arena, str state, when before,
                             str before_id, int64_t limit, struct service **out, size_t *out_count);
err service_store_urgent(struct db *db, struct arena *arena, account_id account, int64_t limit,
                         struct service **out, size_t *out_count);
err service_store_addons(struct db *db, struct arena *arena, service_id parent,
                         struct service **out, size_t *out_count);

/* Each of these changes the row and the struct. */
err service_store_state(struct db *tx, struct service *service, enum service_state state,
                        const char *suspended_for);
err service_store_activated(struct db *tx, service_id id, when now);
err service_store_ended(struct db *tx, struct service *service, when now);
err service_store_days(struct db *tx, struct service *service, int anchor, struct days period);
err service_store_tariff(struct db *tx, struct service *service,
                         const struct service_tariff *tariff);
err service_store_promo_left(struct db *tx, struct service *service, int64_t left);
err service_store_answer(struct db *tx, service_id id, str answer);
err service_store_auto_renew(struct db *tx, service_id id, bool on);
err service_store_cancel(struct db *tx, service_id id, bool at_end);
err service_store_label(struct db *tx, service_id id, str label);

err period_store_insert(struct db *tx, service_id id, const struct stretch *stretch);
/* Those that are not over before the day, in order. */
err period_store_all(struct db *db, struct arena *arena, const struct service *service, day from,
                     struct stretch **out, size_t *out_count);
/* A stretch, found by the day it began on, as it is now; without days it is gone. */
err period_store_replace(struct db *tx, service_id id, day began, const struct stretch *stretch);
err period_store_gift(struct db *tx, service_id id, day began, str gift);

/* Money of a service that is in no days. */
#define MONEY_SETUP (-1)     /* paid for the setup */
#define MONEY_IN_HAND (-2)   /* taken out of days or just paid, and about to be put somewhere */
#define MONEY_UNDER_WAY (-3) /* paid for what an operation is carrying out (work.h) */
err money_store_put(struct db *tx, service_id id, int64_t place, invoice_id invoice,
                    int64_t amount);
/* What is at a place; cleared with it. */
err money_store_take_all(struct db *tx, struct arena *arena, service_id id, int64_t place,
                         struct purse *out);
err money_store_at(struct db *db, struct arena *arena, service_id id, int64_t place,
                   struct purse *out);
/* All of it, wherever it is, comes into hand. */
err money_store_gather(struct db *tx, struct arena *arena, service_id id);

/* Where an invoice's money is. */
struct money_place {
    service_id service;
    int64_t place; /* the day a stretch began on, or one of the above */
    int64_t amount;
};
err money_store_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                           struct money_place **out, size_t *out_count);
err money_store_lower(struct db *tx, const struct money_place *from, invoice_id invoice,
                      int64_t amount);

struct asked {
    service_id service;
    invoice_id invoice;
    str kind, state;
    struct days days;
    int64_t total;
    when issued_at;
    int64_t months, price, tax_bp; /* of what its days are sold as once it is paid */
    bool promo;
};
err asked_store_insert(struct db *tx, const struct asked *asked);
/* What an invoice asks for: a service and its add-ons. */
err asked_store_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                           struct asked **out, size_t *out_count);
/* ERR_NOT_FOUND when no renewal waits for money. */
err asked_store_open(struct db *db, struct arena *arena, service_id id, struct asked *out);
/* Services of an account whose open renewals are paid from the balance, the oldest first. */
err asked_store_open_of_account(struct db *db, struct arena *arena, account_id account,
                                struct asked **out, size_t *out_count);
err asked_store_all(struct db *db, struct arena *arena, service_id id, struct asked **out,
                    size_t *out_count);
err asked_store_state(struct db *tx, invoice_id invoice, const char *state);

/* A step belongs to an end and is never forgotten: the first time counts. */
err dunning_store_take(struct db *tx, struct arena *arena, service_id id, day until, enum step step,
                       int32_t of, when now);
err dunning_store_all(struct db *db, struct arena *arena, service_id id, day until,
                      struct taken **out, size_t *out_count);

err next_store_put(struct db *tx, service_id id, const struct service_next *next);
err next_store_find(struct db *db, struct arena *arena, service_id id, struct service_next *out);
err next_store_delete(struct db *tx, service_id id);

err event_store_put(struct db *tx, struct arena *arena, service_id id, const char *what, str detail,
                    str actor, when now);
struct service_event {
    when at;
    str what, detail, actor;
};
err event_store_all(struct db *db, struct arena *arena, service_id id, int64_t limit,
                    struct service_event **out, size_t *out_count);
