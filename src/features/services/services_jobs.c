/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/lifecycle.h"

const struct job_kind services_jobs[] = {
    {.name = "service.tick", .run = service_tick},
    {.name = "service.charge", .run = service_charge},
    {.name = "service.letter", .run = service_letter_write, .on_any_clock = true},
    JOB_KINDS_END,
};
