/* SPDX-License-Identifier: Apache-2.0 */
/* Letters about payments. */
#pragma once

#include "web/job.h"

/* The job: tells the customer that his money has arrived, once. */
err payment_letter(struct db *tx, const struct job_run *run);
