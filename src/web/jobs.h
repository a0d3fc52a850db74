/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell itself has to do from time to time: write down when sessions were last used, and
 * forget sessions, budgets, kept answers and messages whose time is over. */
#pragma once

#include "web/job.h"

extern const struct job_kind web_jobs[];
