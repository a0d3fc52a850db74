/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/lifecycle.h"

const struct job_kind services_jobs[] = {
    {.name = "service.tick", .run = service_tick, .waits_for_clock = true},
    {.name = "service.charge", .run = service_charge, .waits_for_clock = true},
    {.name = "service.letter", .run = service_letter_write},
    JOB_KINDS_END,
};
