/* SPDX-License-Identifier: Apache-2.0 */
#include "features/tariffs/modes.h"

#include "test.h"

static day on(int year, int month, int of_month)
{
    day d = {0};
    expect(day_of(year, month, of_month, &d));
    return d;
}

static struct change_sums count(const struct change_basis *basis, enum tariff_mode mode)
{
    struct change_sums sums = {0};
    expect(change_count(basis, mode, &sums) == ERR_OK);
    return sums;
}

static void example_tests(void)
{
    struct paid_days march = {{on(2026, 3, 1), on(2026, 4, 1)}, 30000};
    struct change_basis basis = {&march, 1, on(2026, 4, 1), 1, on(2026, 3, 11), 50000, 1};
    test ("300.00 to 500.00 on 11 March of 1-31 March: 338.71 - 203.23 = 135.48") {
        struct change_sums sums = count(&basis, MODE_PAY_DIFFERENCE);
        expect_i64(sums.left, 21);
        expect_i64(sums.period_days, 31);
        expect_i64(sums.credit, 20323);
        expect_i64(sums.charge, 33871);
        expect_i64(sums.due, 13548);
        expect_i64(sums.until.number, on(2026, 4, 1).number);
    }
    test ("the same in time: 12 days, and 9.68 to the balance") {
        struct change_sums sums = count(&basis, MODE_CONVERT_TIME);
        expect_i64(sums.days, 12);
        expect_i64(sums.due, -968);
        expect_i64(sums.until.number, on(2026, 3, 23).number);
        expect_i64(sums.anchor, 23);
    }
    test ("a period begun anew: 500.00 - 203.23, until 11 April") {
        struct change_sums sums = count(&basis, MODE_RESTART);
        expect_i64(sums.due, 29677);
        expect_i64(sums.until.number, on(2026, 4, 11).number);
        expect_i64(sums.anchor, 11);
    }
    test ("half a month of 96 against a month of 240: 192 are due") {
        struct paid_days april = {{on(2026, 4, 1), on(2026, 5, 1)}, 9600};
        struct change_basis half = {&april, 1, on(2026, 5, 1), 1, on(2026, 4, 16), 24000, 1};
        expect_i64(count(&half, MODE_RESTART).due, 19200);
    }
    test ("at the end of the period nothing is due, and the end stays") {
        struct change_sums sums = count(&basis, MODE_AT_PERIOD_END);
        expect_i64(sums.due, 0);
        expect_i64(sums.until.number, on(2026, 4, 1).number);
    }
    test ("27 days left of a February of 28: 192.85, not 180.00 of a month of thirty") {
        struct paid_days february = {{on(2026, 2, 1), on(2026, 3, 1)}, 30000};
        struct change_basis next = {&february, 1, on(2026, 3, 1), 1, on(2026, 2, 2), 50000, 1};
        struct change_sums sums = count(&next, MODE_PAY_DIFFERENCE);
        expect_i64(sums.credit, 28929);
        expect_i64(sums.charge, 48214);
        expect_i64(sums.due, 19285);
    }
}

static void edge_tests(void)
{
    struct paid_days march = {{on(2026, 3, 1), on(2026, 4, 1)}, 50000};
    struct change_basis basis = {&march, 1, on(2026, 4, 1), 1, on(2026, 3, 11), 30000, 1};
    test ("down again gives back what up had cost") {
        expect_i64(count(&basis, MODE_PAY_DIFFERENCE).due, -13548);
    }
    test ("a month becomes a year: the year's price for the days that are left, or anew") {
        struct change_basis year = basis;
        year.price = 365000;
        year.months = 12;
        expect_i64(count(&year, MODE_PAY_DIFFERENCE).charge, 21000);
        struct change_sums anew = count(&year, MODE_RESTART);
        expect_i64(anew.until.number, on(2027, 3, 11).number);
        expect_i64(anew.period_days, 365);
    }
    test ("nothing left: no difference to pay and no time to convert, but a new beginning") {
        struct change_basis over = basis;
        over.on = on(2026, 4, 1);
        struct change_sums sums;
        expect(change_count(&over, MODE_PAY_DIFFERENCE, &sums) == ERR_INVALID);
        expect(change_count(&over, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
        expect_i64(count(&over, MODE_RESTART).due, 30000);
    }
    test ("days that were used and not paid for are not left behind by a new beginning") {
        struct change_basis owing = basis;
        owing.on = on(2026, 4, 3);
        struct change_sums sums;
        expect(change_count(&owing, MODE_RESTART, &sums) == ERR_INVALID);
    }
    test ("a free tariff and a price beyond what is left buy no time") {
        struct change_basis odd = basis;
        struct change_sums sums;
        odd.price = 0;
        expect(change_count(&odd, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
        odd.price = INT64_C(90000000000);
        expect(change_count(&odd, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
        odd.price = 1;
        expect(change_count(&odd, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
    }
}

/* Up and down on every pair of days, cutting the stretch as the store does: whoever goes back and
 * forth never has more than he paid, and loses no more than a rounding a step. */
static int64_t flip(struct paid_days *paid, size_t *count, const struct change_basis *basis)
{
    struct change_sums sums = {0};
    struct change_basis now = *basis;
    now.paid = paid;
    now.paid_count = *count;
    expect(change_count(&now, MODE_PAY_DIFFERENCE, &sums) == ERR_OK);
    struct paid_days *last = &paid[*count - 1];
    last->total -= sums.credit;
    paid[*count] = (struct paid_days){{basis->on, last->days.until}, sums.charge};
    last->days.until = basis->on;
    ++*count;
    return sums.due;
}

static void property_tests(void)
{
    test ("flips farm no credit: what was paid stays what the days have cost") {
        bool held = true;
        for (int year = 2000; year <= 2100; year++) {
            for (int month = 1; month <= 12; month++) {
                day begin = on(year, month, 1);
                day until = day_add_months(begin, 1, 1);
                struct paid_days paid[40] = {{{begin, until}, 30000}};
                size_t stretches = 1;
                int64_t spent = 30000;
                int step = 1 + (year + month) % 5;
                for (day d = {begin.number + 1}; d.number < until.number; d.number += step) {
                    struct change_basis basis = {
                        NULL, 0, until, 1, d, stretches % 2 == 1 ? 50000 : 30000, 1};
                    spent += flip(paid, &stretches, &basis);
                }
                int64_t kept = 0;
                for (size_t i = 0; i < stretches; i++) {
                    held = held && paid[i].total >= 0;
                    kept += paid[i].total;
                }
                held = held && kept == spent && spent >= 30000 - 20 && spent <= 50000 + 20;
            }
        }
        expect(held);
    }
    test ("converted days never cost more than what was left, nor leave a whole day's price") {
        bool held = true;
        for (day d = on(2000, 1, 2); d.number < on(2100, 12, 31).number; d.number += 3) {
            struct civil date = day_civil(d);
            day begin = on(date.year, date.month, 1);
            day until = day_add_months(begin, 1, 1);
            struct paid_days paid = {{begin, until}, 29999 + d.number % 70001};
            struct change_basis basis = {&paid, 1, until, 1, d, 1 + d.number * 7 % 90000, 1};
            struct change_sums sums;
            if (change_count(&basis, MODE_CONVERT_TIME, &sums) == ERR_OK) {
                held = held && sums.charge <= sums.credit &&
                       (sums.credit - sums.charge - 1) * sums.period_days <= basis.price;
            }
        }
        expect(held);
    }
}

int main(void)
{
    example_tests();
    edge_tests();
    property_tests();
    return tests_done();
}
