/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of days against a calendar that is walked one day at a time. */
#include "features/services/paid_time.h"
#include "test.h"

#define FIRST_YEAR 2000
#define LAST_YEAR 2100

static day on(int year, int month, int of_month)
{
    day d = {0};
    expect(day_of(year, month, of_month, &d));
    return d;
}

/* The same day of another month by counting months only, the model. */
static day model_after(day start, int anchor, int months)
{
    struct civil date = day_civil(start);
    for (int i = 0; i < months; i++) {
        date.month++;
        if (date.month > 12) {
            date.month = 1;
            date.year++;
        }
    }
    day d = {0};
    int last = days_in_month(date.year, date.month);
    (void)day_of(date.year, date.month, anchor < last ? anchor : last, &d);
    return d;
}

static const int lengths[] = {1, 2, 3, 6, 12, 24, 36};

/* Every day of the century as a beginning, every length: ten periods in a row. */
static void chain_tests(void)
{
    test ("periods follow each other without gaps and keep their day of month, 2000 to 2100") {
        day last = on(LAST_YEAR, 12, 31);
        bool held = true;
        for (day start = on(FIRST_YEAR, 1, 1); start.number <= last.number; start.number++) {
            int anchor = period_anchor(start);
            for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
                day until = start;
                for (int n = 1; n <= 10; n++) {
                    struct days period = period_after(until, anchor, lengths[i]);
                    held =
                        held && period.from.number == until.number &&
                        period.until.number == model_after(start, anchor, n * lengths[i]).number &&
                        period_holding(until, period.until, anchor, lengths[i]).from.number ==
                            until.number;
                    until = period.until;
                }
            }
        }
        expect(held);
    }
    test ("begun on 31 January it ends on 28 February, then on 31 March") {
        struct days first = period_after(on(2026, 1, 31), 31, 1);
        expect_i64(first.until.number, on(2026, 2, 28).number);
        expect_i64(period_after(first.until, 31, 1).until.number, on(2026, 3, 31).number);
        expect_i64(period_after(on(2028, 1, 31), 31, 1).until.number, on(2028, 2, 29).number);
    }
}

static struct stretch paid_for(struct days days, struct money_part *part)
{
    return (struct stretch){.days = days, .money = {part, 1}};
}

/* Both halves of a cut are never more than a minor unit from the whole. */
static bool cut_is_fair(struct days period, int64_t total, int anchor, int months)
{
    struct money_part part = {{STR("invoice")}, total};
    struct stretch paid = paid_for(period, &part);
    int32_t length = days_between(period.from, period.until);
    bool held = true;
    int64_t before = total;
    for (int32_t gone = 0; gone <= length; gone++) {
        day cut = {period.from.number + gone};
        int64_t left = -1;
        int64_t price = -1;
        held = held && paid_time_left(&paid, 1, cut, &left) == ERR_OK &&
               price_until(total, months, anchor, cut, period.until, &price) == ERR_OK;
        /* Round half up, in whole numbers. */
        int64_t wanted = (2 * total * (length - gone) + length) / (2 * length);
        held = held && left == wanted && price == left && left <= before;
        before = left;
    }
    return held;
}

static void share_tests(void)
{
    test ("what is left of every period of 2000 to 2100 is exact on each of its days") {
        day last = on(LAST_YEAR, 12, 31);
        bool held = true;
        int64_t total = 30000;
        for (day start = on(FIRST_YEAR, 1, 1); start.number <= last.number; start.number++) {
            int anchor = period_anchor(start);
            held = held && cut_is_fair(period_after(start, anchor, 1), total, anchor, 1);
            total = total % 99991 + 7919;
        }
        for (day start = on(FIRST_YEAR, 1, 1); start.number <= last.number; start.number += 13) {
            int anchor = period_anchor(start);
            for (size_t i = 1; i < ARRAY_LEN(lengths); i++) {
                held = held && cut_is_fair(period_after(start, anchor, lengths[i]), total, anchor,
                                           lengths[i]);
            }
            total = total % 99991 + 7919;
        }
        expect(held);
    }
    test ("several stretches are rounded one by one, and what is behind is not counted") {
        struct money_part parts[] = {{{STR("1")}, 30000}, {{STR("2")}, 29999}};
        struct stretch paid[] = {
            paid_for((struct days){on(2026, 3, 1), on(2026, 4, 1)}, &parts[0]),
            paid_for((struct days){on(2026, 4, 1), on(2026, 5, 1)}, &parts[1]),
        };
        int64_t left = 0;
        expect(paid_time_left(paid, 2, on(2026, 3, 11), &left) == ERR_OK);
        expect_i64(left, 20323 + 29999);
        expect(paid_time_left(paid, 2, on(2026, 4, 16), &left) == ERR_OK);
        expect_i64(left, 15000);
        expect(paid_time_left(paid, 2, on(2026, 5, 1), &left) == ERR_OK);
        expect_i64(left, 0);
    }
    test ("whole periods ahead cost whole prices, the one begun its share") {
        int64_t price = 0;
        expect(price_until(50000, 1, 1, on(2026, 3, 11), on(2026, 6, 1), &price) == ERR_OK);
        expect_i64(price, 33871 + 2 * 50000);
        expect(price_until(50000, 1, 1, on(2026, 6, 1), on(2026, 6, 1), &price) == ERR_OK);
        expect_i64(price, 0);
        /* A year's price for the rest of a month: 21 of 365 days. */
        expect(price_until(365000, 12, 1, on(2026, 3, 11), on(2026, 4, 1), &price) == ERR_OK);
        expect_i64(price, 21000);
    }
    test ("sums beyond all reason are refused, not wrapped") {
        struct money_part parts[] = {{{STR("1")}, INT64_MAX}, {{STR("2")}, INT64_MAX}};
        struct stretch paid[] = {
            paid_for((struct days){on(2026, 3, 1), on(2026, 4, 1)}, &parts[0]),
            paid_for((struct days){on(2026, 4, 1), on(2026, 5, 1)}, &parts[1]),
        };
        int64_t left = 0;
        expect(paid_time_left(paid, 2, on(2026, 3, 1), &left) == ERR_INVALID);
        expect(price_until(INT64_MAX, 1, 1, on(2026, 3, 11), on(2026, 6, 1), &left) == ERR_INVALID);
    }
}

static void zone_tests(void)
{
    test ("days begin at midnight of the customer's clocks, also when those change") {
        const struct zone *kyiv = zone_by_name(STR("Europe/Kyiv"));
        expect(kyiv != NULL);
        for (day d = on(2026, 1, 1); kyiv != NULL && d.number < on(2027, 1, 1).number; d.number++) {
            when begin = day_begin(kyiv, d);
            expect(day_at(kyiv, begin).number == d.number);
            expect(day_at(kyiv, when_add(begin, -WHEN_SECOND)).number == d.number - 1);
        }
    }
}

int main(void)
{
    chain_tests();
    share_tests();
    zone_tests();
    return tests_done();
}
