/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the room do for one another: operations, renewals, suspending and ending. All
 * of it runs inside a transaction. */
#pragma once

#include "features/invoices/invoices.h"
#include "features/provisioning/provisioning.h"
#include "features/services/services_store.h"

/* Who asks for it, and when. */
struct initiator {
    str actor; /* an account, a member of staff, "system" */
    when now;
};

/* Asks for an operation by the plan of the service; out may be NULL. */
err operation_ask_for(struct db *tx, struct arena *arena, const struct service *service,
                      enum operation_kind kind, when now, operation_id *out);
struct json;
/* Text that is JSON, as a value; anything else as an empty object. */
void json_value(struct json *json, struct arena *arena, str text);
/* The members of old that new does not name, and all of new. */
str answer_merged(struct arena *arena, str old, str new);

/* Looks at the service again at that moment; step tells apart ticks of one moment. */
err tick_put(struct db *tx, struct arena *arena, service_id id, when now, when due,
             struct next_step step);
err tick_put_now(struct db *tx, struct arena *arena, service_id id, when now);
/* Pays an overdue renewal after money came. */
err service_charge(struct db *tx, const struct job_run *run);
/* One step of the timeline. */
err service_tick(struct db *tx, const struct job_run *run);

/* The service with its add-ons that are not over. */
err family_of(struct db *db, struct arena *arena, const struct service *service,
              struct service **out, size_t *out_count);

/* Not over, nor about to be. */
bool service_goes_on(const struct service *service);
/* The tariff that the period behind what is paid for is counted by. */
err renewal_tariff(struct db *db, struct arena *arena, const struct service *service,
                   struct service_tariff *out);
/* The invoice of the next period; the open one if there is one for as many months, else that is
 * taken back. months 0: as the tariff says. ERR_INVALID when it is not sold for so many. */
err renewal_issue(struct db *tx, struct arena *arena, struct service *service, int64_t months,
                  const struct initiator *by, struct invoice *out);
/* What that invoice would be over. */
err renewal_price(struct db *db, struct arena *arena, struct service *service, int64_t months,
                  int64_t *out);
/* The same for the period behind what is paid for, and how long that is. */
err renewal_ahead(struct db *db, struct arena *arena, struct service *service, int64_t *out_months,
                  int64_t *out_price);
/* How many months a period that was asked for has. */
int64_t renewal_months(const struct days *days, int anchor);
/* Takes the open renewal back, with what was taken of the balance for it. */
err renewal_void(struct db *tx, struct arena *arena, struct service *service,
                 const struct initiator *by);
/* Pays the open renewal if the balance covers all of it. */
err renewal_charge(struct db *tx, struct arena *arena, const struct service *service,
                   const struct initiator *by, bool *out_paid);
/* Its invoice was paid. */
err renewal_paid(struct db *tx, struct arena *arena, struct service *service,
                 const struct asked *asked, const struct initiator *by);
/* Gives back what is in hand, each part by a credit note of the invoice it came from. */
err give_back(struct db *tx, struct arena *arena, const struct service *service, str reason,
              const struct initiator *by);
/* All that was paid for it at first was given back. */
err service_is_given_back(struct db *tx, struct arena *arena, const struct service *service,
                          bool *out);
/* A credit note was issued: what it gave back is in no days any more. */
err service_on_credit(struct db *tx, struct arena *arena, str ref, when now);

/* Stops it: why is "debt", "staff", "abuse" or "own". ERR_CONFLICT unless it works. */
err suspend_family(struct db *tx, struct arena *arena, struct service *service, const char *why,
                   const struct initiator *by);
err resume_family(struct db *tx, struct arena *arena, struct service *service,
                  const struct initiator *by);
/* Begins to end it, with its add-ons, and takes back what asks for money. */
err terminate_family(struct db *tx, struct arena *arena, struct service *service,
                     const struct initiator *by);

/* The tariff that is to begin on a day that has come. */
err next_apply(struct db *tx, struct arena *arena, struct service *service,
               const struct initiator *by);

/* A letter to the owner, written by a job. */
enum letter {
    LETTER_READY,
    LETTER_INVOICE,
    LETTER_REMIND,
    LETTER_SHORT,
    LETTER_RENEWED,
    LETTER_OVERDUE,
    LETTER_SUSPENDED,
    LETTER_RESUMED,
    LETTER_WARNING,
    LETTER_ENDED,
    LETTER_CANCELLED,
    LETTER_BEGUN_LATE,
    LETTER_CHANGE_VOID,
    LETTER_NOT_RENEWED,
    LETTER_NOT_CHANGED,
};
#define LETTER_COUNT 15
err service_letter_put(struct db *tx, struct arena *arena, service_id id, enum letter letter,
                       when now);
err service_letter_write(struct db *tx, const struct job_run *run);

/* Does it end with what is paid for? As its owner asked, or as an add-on that its service was
 * renewed without. */
err service_ends(struct db *db, struct arena *arena, const struct service *service, bool *out);

/* How a plan's timeline stands for a service. */
err dunning_of(struct db *db, struct arena *arena, const struct service *service,
               struct dunning *out);
struct timeline timeline_of(const struct plan *plan);
