/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the staff room: the console's own pages and calls, its members, its commands. */
#pragma once

#include "web/command.h"
#include "web/job.h"
#include "web/route.h"
#include "web/staff.h"

/* Tables for app/feature_list.c. */
extern const struct route dashboard_routes[];
extern const struct route entry_routes[];
extern const struct route enrol_routes[];
extern const struct route staff_me_routes[];
extern const struct route staff_members_routes[];
extern const struct route staff_audit_routes[];
extern const struct route staff_jobs_routes[];
extern const struct route staff_messages_routes[];
extern const struct route staff_customers_routes[];
extern const struct route staff_customer_act_routes[];
extern const struct route staff_customer_act_api_routes[];
extern const struct route staff_entry_api_routes[];
extern const struct route staff_members_api_routes[];
extern const struct staff_screen staff_front_screens[];
extern const struct staff_screen staff_back_screens[];
extern const struct room_command staff_commands[];
extern const struct job_kind staff_jobs[];

/* How many dead letters wait for a decision. */
err staff_jobs_waiting(struct request *req, int64_t *out);

/* Seals every member's second factor with the present key; once at the start and after a reload,
 * outside a transaction. */
MUST_CHECK err staff_seal_all(struct db *db, struct arena *arena, const struct site *site);

/* How many members' second factors no key of the site opens. */
MUST_CHECK err staff_stranded(struct db *db, struct arena *arena, const struct site *site,
                              size_t *out);
