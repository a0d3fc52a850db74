/* SPDX-License-Identifier: Apache-2.0 */
/* The room's own places in the menu: customers in front of what the rooms have of them, the keeping
 * of the console behind. */
#include "features/staff/staff.h"
#include "i18n/tr.h"

const struct staff_screen staff_front_screens[] = {
    {.path = "/staff/accounts", .label = N_("Customers"), .may = STAFF_MAY_ACCOUNTS},
    STAFF_SCREENS_END,
};

const struct staff_screen staff_back_screens[] = {
    {.path = "/staff/jobs",
     .label = N_("Jobs"),
     .may = STAFF_MAY_JOBS,
     .waiting = staff_jobs_waiting},
    {.path = "/staff/staff", .label = N_("Staff"), .may = STAFF_MAY_STAFF},
    {.path = "/staff/audit",
     .label = N_("Audit trail"),
     .may = STAFF_MAY_AUDIT,
     .of_account = "/staff/audit?account={}"},
    STAFF_SCREENS_END,
};
