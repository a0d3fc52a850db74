/* SPDX-License-Identifier: Apache-2.0 */
/* Letters about payments. */
#pragma once

#include "web/job.h"

/* The job: tells the customer that his money has arrived, once. */
err payment_letter(struct db *tx, const struct job_run *run);
/* The job: tells of money that went back in another way than was asked for. */
err payment_return_letter(struct db *tx, const struct job_run *run);
