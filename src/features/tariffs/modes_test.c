/* SPDX-License-Identifier: Apache-2.0 */
#include "features/tariffs/modes.h"

#include "test.h"

static day on(int year, int month, int of_month)
{
    day d = {0};
    expect(day_of(year, month, of_month, &d));
    return d;
}

static struct arena arena;

static struct stretch paid_for(day from, day until, int64_t months, int64_t sum)
{
    struct stretch stretch = {.days = {from, until}, .sale = {.months = months, .anchor = 1}};
    sale_settle(&stretch.sale, stretch.days);
    purse_put(&arena, &stretch.money, (invoice_id){STR("1")}, sum);
    return stretch;
}

/* One stretch whose new price is that of a period of the same length. */
static struct change_basis basis_of(const struct stretch *paid, day on, int64_t price)
{
    struct stretch_price *prices = ARENA_ARRAY(&arena, struct stretch_price, 1);
    prices[0] = (struct stretch_price){paid->sale.months, price};
    return (struct change_basis){.paid = paid,
                                 .prices = prices,
                                 .paid_count = 1,
                                 .until = paid->days.until,
                                 .anchor = 1,
                                 .on = on,
                                 .price = price,
                                 .months = paid->sale.months};
}

static struct change_sums count(const struct change_basis *basis, enum tariff_mode mode)
{
    struct change_sums sums = {0};
    expect(change_count(&arena, basis, mode, &sums) == ERR_OK);
    int64_t charge = 0;
    for (size_t i = 0; i < sums.sold_count; i++) {
        charge += sums.sold[i].charge;
    }
    expect(mode == MODE_AT_PERIOD_END || charge == sums.charge);
    return sums;
}

static void example_tests(void)
{
    struct stretch march = paid_for(on(2026, 3, 1), on(2026, 4, 1), 1, 30000);
    struct change_basis basis = basis_of(&march, on(2026, 3, 11), 50000);
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
        struct stretch april = paid_for(on(2026, 4, 1), on(2026, 5, 1), 1, 9600);
        struct change_basis half = basis_of(&april, on(2026, 4, 16), 24000);
        expect_i64(count(&half, MODE_RESTART).due, 19200);
    }
    test ("at the end of the period nothing is due, and the end stays") {
        struct change_sums sums = count(&basis, MODE_AT_PERIOD_END);
        expect_i64(sums.due, 0);
        expect_i64(sums.until.number, on(2026, 4, 1).number);
    }
    test ("27 days left of a February of 28: 192.85, not 180.00 of a month of thirty") {
        struct stretch february = paid_for(on(2026, 2, 1), on(2026, 3, 1), 1, 30000);
        struct change_basis next = basis_of(&february, on(2026, 2, 2), 50000);
        struct change_sums sums = count(&next, MODE_PAY_DIFFERENCE);
        expect_i64(sums.credit, 28929);
        expect_i64(sums.charge, 48214);
        expect_i64(sums.due, 19285);
    }
}

static void edge_tests(void)
{
    struct stretch march = paid_for(on(2026, 3, 1), on(2026, 4, 1), 1, 50000);
    struct change_basis basis = basis_of(&march, on(2026, 3, 11), 30000);
    test ("down again gives back what up had cost") {
        expect_i64(count(&basis, MODE_PAY_DIFFERENCE).due, -13548);
    }
    test ("a month becomes a year: the month's price for the days that are left, or a year anew") {
        struct change_basis year = basis;
        year.price = 365000;
        year.months = 12;
        expect_i64(count(&year, MODE_PAY_DIFFERENCE).charge, 20323);
        struct change_sums anew = count(&year, MODE_RESTART);
        expect_i64(anew.until.number, on(2027, 3, 11).number);
        expect_i64(anew.period_days, 365);
    }
    test ("nothing left: no difference to pay and no time to convert, but a new beginning") {
        struct change_basis over = basis;
        over.on = on(2026, 4, 1);
        struct change_sums sums;
        expect(change_count(&arena, &over, MODE_PAY_DIFFERENCE, &sums) == ERR_INVALID);
        expect(change_count(&arena, &over, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
        expect_i64(count(&over, MODE_RESTART).due, 30000);
    }
    test ("days that were used and not paid for are not left behind by a new beginning") {
        struct change_basis owing = basis;
        owing.on = on(2026, 4, 3);
        struct change_sums sums;
        expect(change_count(&arena, &owing, MODE_RESTART, &sums) == ERR_INVALID);
    }
    test ("a free tariff and a price beyond what is left buy no time") {
        struct change_basis odd = basis;
        struct change_sums sums;
        odd.price = 0;
        expect(change_count(&arena, &odd, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
        odd.price = INT64_C(90000000000);
        expect(change_count(&arena, &odd, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
        odd.price = 1;
        expect(change_count(&arena, &odd, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
    }
}

/* 30 GB for a year at 3,480.00, renewed by a service that usually runs by the month: 356 of its 366
 * days are left. */
static void as_sold_tests(void)
{
    struct stretch year = paid_for(on(2027, 3, 1), on(2028, 3, 1), 12, 348000);
    day tenth = on(2027, 3, 11);
    test ("a year that was sold is counted by the year's prices, whatever the usual period is") {
        struct change_basis less = basis_of(&year, tenth, 324000);
        expect_i64(count(&less, MODE_PAY_DIFFERENCE).period_days, 366);
        expect_i64(count(&less, MODE_PAY_DIFFERENCE).due, -23344);
        struct change_basis more = basis_of(&year, tenth, 372000);
        expect_i64(count(&more, MODE_PAY_DIFFERENCE).due, 23344);
        struct change_basis pro = basis_of(&year, tenth, 540000);
        expect_i64(count(&pro, MODE_PAY_DIFFERENCE).due, 186754);
        expect_i64(count(&pro, MODE_CONVERT_TIME).days, 229);
    }
    test ("a month and a year behind it are each counted by their own price") {
        struct stretch two[] = {paid_for(on(2027, 2, 1), on(2027, 3, 1), 1, 30000), year};
        struct stretch_price prices[] = {{1, 50000}, {12, 540000}};
        struct change_basis basis = basis_of(&two[0], on(2027, 2, 15), 50000);
        basis.paid_count = 2;
        basis.prices = prices;
        basis.until = year.days.until;
        struct change_sums sums = count(&basis, MODE_PAY_DIFFERENCE);
        expect_i64(sums.credit, 15000 + 348000);
        expect_i64(sums.charge, 25000 + 540000);
        expect_i64(sums.period_days, 28);
        expect_i64((int64_t)sums.sold_count, 2);
        expect_i64(sums.sold[1].days.from.number, year.days.from.number);
        expect_i64(sums.sold[1].sale.months, 12);
    }
    test ("days without money give nothing: not to convert, and the whole price to pay") {
        struct stretch credited = paid_for(on(2027, 3, 1), on(2027, 4, 1), 1, 0);
        struct change_basis basis = basis_of(&credited, on(2027, 3, 1), 90000);
        struct change_sums sums;
        expect(change_count(&arena, &basis, MODE_CONVERT_TIME, &sums) == ERR_INVALID);
        expect_i64(count(&basis, MODE_PAY_DIFFERENCE).due, 90000);
    }
    test (
        "a period begun anew that is paid later begins with the payment and lasts as long as it") {
        struct stretch march = paid_for(on(2026, 3, 1), on(2026, 4, 1), 1, 30000);
        struct change_basis late = basis_of(&march, on(2026, 3, 22), 50000);
        late.late = true;
        late.paid_now = 20000;
        struct change_sums sums = count(&late, MODE_RESTART);
        expect_i64(sums.credit, 9677);
        expect_i64(sums.days, 18);
        expect_i64(sums.until.number, on(2026, 4, 9).number);
        expect_i64(sums.charge, 29032);
        expect_i64(sums.due - late.paid_now, -645);
    }
    test ("asked for at the end and paid behind it a new period begins with that end") {
        struct stretch march = paid_for(on(2026, 3, 1), on(2026, 4, 1), 1, 30000);
        struct change_basis late = basis_of(&march, on(2026, 4, 3), 50000);
        late.late = true;
        late.paid_now = 50000;
        struct change_sums sums = count(&late, MODE_RESTART);
        expect_i64(sums.on.number, on(2026, 4, 1).number);
        expect_i64(sums.until.number, on(2026, 5, 1).number);
        expect_i64(sums.due, 50000);
    }
}

/* Up and down on every pair of days, cutting the stretch as the store does: whoever goes back and
 * forth never has more than he paid, and loses no more than a rounding a step. */
static int64_t flip(struct stretch *paid, size_t *count, const struct change_basis *basis)
{
    struct change_sums sums = {0};
    struct change_basis now = *basis;
    struct stretch_price price = {1, basis->price};
    struct stretch *last = &paid[*count - 1];
    struct purse left = {0};
    now.paid = last;
    now.prices = &price;
    now.paid_count = 1;
    expect(change_count(&arena, &now, MODE_PAY_DIFFERENCE, &sums) == ERR_OK);
    expect(stretch_cut(&arena, last, basis->on, &left) == ERR_OK &&
           purse_sum(&left) == sums.credit);
    paid[*count] = paid_for(sums.sold[0].days.from, sums.sold[0].days.until, 1, sums.charge);
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
                struct stretch paid[40] = {paid_for(begin, until, 1, 30000)};
                size_t stretches = 1;
                int64_t spent = 30000;
                int step = 1 + (year + month) % 5;
                for (day d = {begin.number + 1}; d.number < until.number; d.number += step) {
                    struct change_basis basis =
                        basis_of(&paid[stretches - 1], d, stretches % 2 == 1 ? 50000 : 30000);
                    spent += flip(paid, &stretches, &basis);
                }
                int64_t kept = 0;
                for (size_t i = 0; i < stretches; i++) {
                    held = held && purse_sum(&paid[i].money) >= 0;
                    kept += purse_sum(&paid[i].money);
                }
                arena_reset(&arena);
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
            arena_reset(&arena);
            struct stretch paid = paid_for(begin, until, 1, 29999 + d.number % 70001);
            struct change_basis basis = basis_of(&paid, d, 1 + d.number * 7 % 90000);
            struct change_sums sums;
            if (change_count(&arena, &basis, MODE_CONVERT_TIME, &sums) == ERR_OK) {
                held = held && sums.charge <= sums.credit &&
                       (sums.credit - sums.charge - 1) * sums.period_days <= basis.price;
            }
        }
        expect(held);
    }
}

int main(void)
{
    arena_init(&arena, 16 << 20);
    example_tests();
    edge_tests();
    as_sold_tests();
    property_tests();
    arena_done(&arena);
    return tests_done();
}
