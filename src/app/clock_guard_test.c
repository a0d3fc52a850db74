/* SPDX-License-Identifier: Apache-2.0 */
#include "app/clock_guard.h"

#include "test.h"

#define NOW ((when){1800000000 * WHEN_SECOND})
#define BOOT_US (3 * WHEN_DAY)

/* Whether the machine's own clock is believed. */
static bool is_believed(struct clock_evidence evidence)
{
    evidence.machine = NOW;
    evidence.boot_us = BOOT_US;
    int64_t by_us = NOW.us - BOOT_US - clock_guard_choose_offset(&evidence);
    return by_us <= 2 * WHEN_HOUR && by_us >= -2 * WHEN_HOUR;
}

static when ago(int64_t span_us)
{
    return when_add(NOW, -span_us);
}

int main(void)
{
    test ("a house without a past believes its machine") {
        expect(is_believed((struct clock_evidence){.newest = WHEN_NONE}));
    }
    test ("a clock before the newest time is not believed, whoever keeps it") {
        struct clock_evidence evidence = {
            .newest = when_add(NOW, WHEN_DAY), .knows_any = true, .is_synchronised = true};
        expect(!is_believed(evidence));
        evidence.newest = when_add(NOW, WHEN_HOUR);
        expect(is_believed(evidence));
    }
    test ("since a start that was seen, a stop of any length is believed and no step is") {
        struct clock_evidence evidence = {.newest = ago(400 * WHEN_DAY),
                                          .knows_any = true,
                                          .knows_boot = true,
                                          .offset_us = NOW.us - BOOT_US};
        expect(is_believed(evidence));
        evidence.newest = ago(WHEN_MINUTE);
        evidence.offset_us -= WHEN_DAY;
        expect(!is_believed(evidence));
    }
    test ("after a start that was not seen, a pause needs a clock that is kept, and an end") {
        struct clock_evidence evidence = {.newest = ago(WHEN_HOUR), .knows_any = true};
        expect(is_believed(evidence));
        evidence.newest = ago(WHEN_DAY);
        expect(!is_believed(evidence));
        evidence.is_synchronised = true;
        expect(is_believed(evidence));
        evidence.newest = ago(41 * WHEN_DAY);
        expect(!is_believed(evidence));
    }
    test ("the first start of a version that looks believes a pause") {
        expect(is_believed((struct clock_evidence){.newest = ago(WHEN_DAY)}));
        expect(!is_believed((struct clock_evidence){.newest = ago(400 * WHEN_DAY)}));
    }
    return tests_done();
}
