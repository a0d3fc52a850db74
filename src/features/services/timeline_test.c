/* SPDX-License-Identifier: Apache-2.0 */
/* Steps at the end of paid days, whatever invoices are asked for and withdrawn meanwhile. */
#include "features/services/timeline.h"
#include "test.h"

#define STEPS_MOST 200

static const struct timeline usual = {
    .invoice_before = 14,
    .reminders = {7, 3, 1},
    .reminder_count = 3,
    .balance_before = 1,
    .retries = {1, 3},
    .retry_count = 2,
    .suspend_after = 3,
    .warn_after = 17,
    .terminate_after = 30,
};

/* One service, from so many days before its end, looked at every hour. */
struct story {
    struct dunning dunning;
    struct taken taken[STEPS_MOST];
    when now;
};

static day end_day(void)
{
    day d = {0};
    expect(day_of(2026, 12, 30, &d));
    return d;
}

static struct story begun(int32_t before)
{
    struct story s = {.dunning = {.plan = usual, .zone = zone_by_name(STR("Europe/Kyiv"))}};
    s.dunning.until = end_day();
    s.now = day_begin(s.dunning.zone, (day){s.dunning.until.number - before});
    return s;
}

/* As the store keeps it: the first time counts. */
static void take(struct story *s, enum step step, int32_t of)
{
    for (size_t i = 0; i < s->dunning.taken_count; i++) {
        if (s->taken[i].step == step && s->taken[i].of == of) {
            return;
        }
    }
    expect(s->dunning.taken_count < STEPS_MOST);
    s->taken[s->dunning.taken_count++] = (struct taken){step, of, s->now};
    s->dunning.taken = s->taken;
}

static void look(struct story *s)
{
    for (int i = 0; i < 10; i++) {
        struct next_step next = timeline_next(&s->dunning, s->now);
        if (next.step == STEP_NONE || when_before(s->now, next.due)) {
            return;
        }
        take(s, next.step, next.of);
        s->dunning.asked = s->dunning.asked || next.step == STEP_INVOICE;
        s->dunning.suspended_for_debt = s->dunning.suspended_for_debt || next.step == STEP_SUSPEND;
    }
}

/* Days after the end that a step was taken on; every so many hours the open invoice is replaced,
 * and with withdrawn it is only taken back. */
static int32_t taken_on(struct story *s, enum step step, int32_t hours, bool withdrawn)
{
    for (int32_t hour = 0; hour < 24 * 90; hour++) {
        look(s);
        for (size_t i = 0; i < s->dunning.taken_count; i++) {
            if (s->taken[i].step == step) {
                return day_at(s->dunning.zone, s->taken[i].at).number - s->dunning.until.number;
            }
        }
        if (hours > 0 && hour % hours == 0) {
            s->dunning.asked = !withdrawn;
            if (!withdrawn) {
                take(s, STEP_INVOICE, 0);
            }
        }
        s->now = when_add(s->now, WHEN_HOUR);
    }
    return INT32_MAX;
}

static void end_tests(void)
{
    test ("left alone it is suspended on the third day, warned on the 17th, ended on the 30th") {
        const enum step steps[] = {STEP_SUSPEND, STEP_WARN, STEP_TERMINATE};
        const int32_t days[] = {3, 17, 30};
        for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
            struct story s = begun(20);
            expect_i64(taken_on(&s, steps[i], 0, false), days[i]);
        }
    }
    test ("invoices asked for and taken back at any pace move none of these days") {
        const enum step steps[] = {STEP_SUSPEND, STEP_WARN, STEP_TERMINATE};
        const int32_t days[] = {3, 17, 30};
        for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
            for (int32_t hours = 1; hours < 24 * 5; hours += 5) {
                for (int withdrawn = 0; withdrawn < 2; withdrawn++) {
                    struct story s = begun(30);
                    expect_i64(taken_on(&s, steps[i], hours, withdrawn == 1), days[i]);
                }
            }
        }
    }
    test ("told late, three days lie between telling and stopping, counted from the first time") {
        for (int32_t hours = 0; hours < 48; hours += 7) {
            struct story s = begun(-10);
            expect_i64(taken_on(&s, STEP_SUSPEND, hours, hours % 2 == 1), 13);
        }
    }
    test ("brought back without being paid it is stopped again at once") {
        struct story s = begun(20);
        expect_i64(taken_on(&s, STEP_SUSPEND, 0, false), 3);
        s.dunning.suspended_for_debt = false;
        struct next_step next = timeline_next(&s.dunning, s.now);
        expect(next.step == STEP_SUSPEND && !when_before(s.now, next.due));
    }
    test ("standing still with an end that was moved it is told, warned and ended for that one") {
        struct story s = begun(-1);
        s.dunning.suspended_for_debt = true;
        expect_i64(taken_on(&s, STEP_WARN, 0, false), 17);
    }
}

int main(void)
{
    end_tests();
    return tests_done();
}
