/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "base/money.h"
#include "test.h"

static day date(int year, int month, int day_of_month)
{
    day d = {0};
    expect(day_of(year, month, day_of_month, &d));
    return d;
}

static void month_tests(void)
{
    test ("31 January goes to the end of February and back to the 31st") {
        day january = date(2026, 1, 31);
        expect_i64(day_add_months(january, 31, 1).number, date(2026, 2, 28).number);
        expect_i64(day_add_months(date(2026, 2, 28), 31, 1).number, date(2026, 3, 31).number);
        expect_i64(day_add_months(date(2028, 1, 31), 31, 1).number, date(2028, 2, 29).number);
        expect_i64(day_add_months(january, 31, -11).number, date(2025, 2, 28).number);
        expect_i64(day_add_months(january, 31, 12).number, date(2027, 1, 31).number);
    }
    test ("dates that do not exist are refused") {
        day d;
        expect(!day_of(2026, 2, 29, &d) && !day_of(2026, 4, 31, &d) && !day_of(2026, 13, 1, &d));
        expect(!day_of(2026, 0, 1, &d) && !day_of(2026, 1, 0, &d) && !day_of(1900, 2, 29, &d));
    }
}

/* For every start day of 2000 to 2100 and every period: one month at a time keeps the anchor, and
 * arrives where all months at once do. */
static int count_wrong_steps(day start, int period)
{
    int anchor = day_civil(start).day;
    day step = start;
    int wrong = 0;
    for (int months = period; months <= 36; months += period) {
        step = day_add_months(step, anchor, period);
        struct civil there = day_civil(step);
        int last = days_in_month(there.year, there.month);
        wrong += step.number != day_add_months(start, anchor, months).number;
        wrong += there.day != (anchor < last ? anchor : last);
    }
    return wrong;
}

static void property_tests(void)
{
    test ("every start day from 2000 to 2100 and every period of 1 to 36 months keeps its anchor") {
        static const int periods[] = {1, 3, 6, 12, 24, 36};
        int wrong = 0;
        for (day d = date(2000, 1, 1); d.number <= date(2100, 12, 31).number; d.number++) {
            for (size_t i = 0; i < ARRAY_LEN(periods); i++) {
                wrong += count_wrong_steps(d, periods[i]);
            }
        }
        expect_i64(wrong, 0);
    }
    test ("days go to the calendar and back") {
        int wrong = 0;
        for (day d = date(2000, 1, 1); d.number <= date(2100, 12, 31).number; d.number++) {
            struct civil c = day_civil(d);
            wrong += date(c.year, c.month, c.day).number != d.number;
        }
        expect_i64(wrong, 0);
        expect_i64(days_between(date(2000, 1, 1), date(2100, 12, 31)), 36889);
    }
    test ("300.00 to 500.00 on 11 March of 1 to 31 March costs 135.48 for the 21 days left") {
        day begin = date(2026, 3, 1);
        day end = day_add_months(begin, 1, 1);
        int64_t period = days_between(begin, end);
        int64_t left = days_between(date(2026, 3, 11), end);
        money old_paid, new_price, credit = {0}, charge = {0}, due = {0};
        expect(money_of(30000, STR("UAH"), &old_paid) && money_of(50000, STR("UAH"), &new_price));
        expect(money_share(old_paid, left, period, &credit) == ERR_OK);
        expect(money_share(new_price, left, period, &charge) == ERR_OK);
        expect(money_subtract(charge, credit, &due) == ERR_OK);
        expect_i64(left, 21);
        expect_i64(due.minor, 13548);
    }
}

int main(void)
{
    month_tests();
    property_tests();
    return tests_done();
}
