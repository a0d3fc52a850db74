/* SPDX-License-Identifier: Apache-2.0 */
/* The customer's page of the console, shared by the files that show it and that act on it. Private
 * to the room. */
#pragma once

#include "features/staff/console_view.h"
#include "web/request.h"

/* The page of the customer named by the path's first {name}. */
err show_customer(struct request *req, int status);

/* Fills the forms of the page; state is how the account is now: "open", "restricted", "locked". */
void customer_access_fields(struct request *req, struct customer_fact_view *view, str state);
