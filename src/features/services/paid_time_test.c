/* SPDX-License-Identifier: Apache-2.0 */
/* Money in days: cut, moved, credited, and never more or less than was paid. */
#include "features/services/paid_time.h"
#include "test.h"

static struct arena arena;

static day on(int year, int month, int of_month)
{
    day d = {0};
    expect(day_of(year, month, of_month, &d));
    return d;
}

static struct stretch paid_for(struct days days, int64_t months, const char *invoice, int64_t sum)
{
    struct stretch stretch = {.days = days, .sale = {.months = months, .anchor = 1, .price = sum}};
    sale_settle(&stretch.sale, days);
    purse_put(&arena, &stretch.money, (invoice_id){str_from_z(invoice)}, sum);
    return stretch;
}

static int64_t of_invoice(const struct purse *purse, const char *invoice)
{
    for (size_t i = 0; i < purse->count; i++) {
        if (str_eq(purse->parts[i].invoice.text, str_from_z(invoice))) {
            return purse->parts[i].amount;
        }
    }
    return 0;
}

static void purse_tests(void)
{
    test ("money of one invoice is one part, and what is moved keeps its invoice") {
        struct purse from = {0};
        struct purse to = {0};
        purse_put(&arena, &from, (invoice_id){STR("1")}, 100);
        purse_put(&arena, &from, (invoice_id){STR("2")}, 50);
        purse_put(&arena, &from, (invoice_id){STR("1")}, 1);
        expect_i64((int64_t)from.count, 2);
        expect_i64(purse_move(&arena, &from, 120, &to), 120);
        expect_i64(of_invoice(&to, "1"), 101);
        expect_i64(of_invoice(&to, "2"), 19);
        expect_i64(purse_sum(&from), 31);
        expect_i64(purse_move(&arena, &from, 1000, &to), 31);
        expect_i64((int64_t)from.count, 0);
        expect_i64(purse_sum(&to), 151);
    }
    test ("a share is taken of every part, and all shares together are the share of the sum") {
        bool held = true;
        for (int64_t sum = 1; sum < 400; sum++) {
            struct purse from = {0};
            struct purse to = {0};
            for (int part = 0; part < 5; part++) {
                static const char *const names[] = {"1", "2", "3", "4", "5"};
                purse_put(&arena, &from, (invoice_id){str_from_z(names[part])},
                          (sum + part * 7) / 5);
            }
            int64_t all = purse_sum(&from);
            int64_t wanted = 0;
            held = held && period_share(all, sum % 31, 31, &wanted) == ERR_OK &&
                   purse_share(&arena, &from, sum % 31, 31, &to) == ERR_OK &&
                   purse_sum(&to) == wanted && purse_sum(&from) == all - wanted;
            for (size_t i = 0; i < from.count; i++) {
                held = held && from.parts[i].amount > 0;
            }
        }
        expect(held);
    }
}

static void sale_tests(void)
{
    struct days year = {on(2026, 4, 1), on(2027, 4, 1)};
    test ("a year that was sold as a year is counted by it, on each of its days") {
        struct stretch stretch = paid_for(year, 12, "1", 348000);
        struct days left = {on(2026, 4, 10), year.until};
        int64_t price = 0;
        int64_t credit = 0;
        expect(sale_price(&stretch.sale, 540000, left, &price) == ERR_OK);
        expect(stretch_left(&stretch, left.from, &credit) == ERR_OK);
        expect_i64(price, (540000 * 356 * 2 + 365) / (2 * 365));
        expect_i64(credit, (348000 * 356 * 2 + 365) / (2 * 365));
    }
    test ("a year of single months costs their prices, the one begun its share") {
        struct stretch stretch = paid_for(year, 1, "1", 108000);
        struct days left = {on(2026, 4, 11), year.until};
        int64_t price = 0;
        expect(sale_price(&stretch.sale, 3000, left, &price) == ERR_OK);
        expect_i64(price, 2000 + 11 * 3000);
    }
    test ("days that were taken off the end are not counted") {
        struct stretch stretch = paid_for(year, 12, "1", 365000);
        struct days left = {on(2026, 4, 11), on(2026, 4, 21)};
        int64_t price = 0;
        expect(sale_price(&stretch.sale, 730000, left, &price) == ERR_OK);
        expect_i64(price, 20000);
    }
    test ("a part of a period belongs to the whole one") {
        struct stretch stretch =
            paid_for((struct days){on(2026, 3, 11), on(2026, 4, 1)}, 1, "1", 1);
        expect_i64(stretch.sale.from.number, on(2026, 3, 1).number);
        expect_i64(sale_period(&stretch.sale, on(2026, 3, 20)).from.number, on(2026, 3, 1).number);
    }
    test ("the running stretch is the one that the day is in") {
        struct stretch two[] = {paid_for((struct days){on(2026, 3, 1), on(2026, 4, 1)}, 1, "1", 1),
                                paid_for(year, 12, "2", 1)};
        expect(paid_time_on(two, 2, on(2026, 3, 31)) == &two[0]);
        expect(paid_time_on(two, 2, on(2026, 4, 1)) == &two[1]);
        expect(paid_time_on(two, 2, on(2027, 4, 1)) == NULL);
    }
}

static void cut_tests(void)
{
    test ("cut on any day both halves are exactly what there was, and the half left is what was "
          "told") {
        bool held = true;
        for (int32_t gone = 0; gone <= 31; gone++) {
            struct stretch stretch =
                paid_for((struct days){on(2026, 3, 1), on(2026, 4, 1)}, 1, "1", 20001);
            purse_put(&arena, &stretch.money, (invoice_id){STR("2")}, 13549);
            day cut = {on(2026, 3, 1).number + gone};
            struct purse out = {0};
            int64_t left = 0;
            held = held && stretch_left(&stretch, cut, &left) == ERR_OK &&
                   stretch_cut(&arena, &stretch, cut, &out) == ERR_OK && purse_sum(&out) == left &&
                   purse_sum(&stretch.money) + left == 33550 &&
                   stretch.days.until.number == cut.number;
        }
        expect(held);
    }
    test ("a stretch to come is left without days, and one that is over is not touched") {
        struct stretch stretch =
            paid_for((struct days){on(2026, 4, 1), on(2026, 5, 1)}, 1, "1", 30000);
        struct purse out = {0};
        expect(stretch_cut(&arena, &stretch, on(2026, 5, 1), &out) == ERR_OK);
        expect_i64(purse_sum(&out), 0);
        expect(stretch_cut(&arena, &stretch, on(2026, 3, 5), &out) == ERR_OK);
        expect_i64(purse_sum(&out), 30000);
        expect_i64(days_between(stretch.days.from, stretch.days.until), 0);
    }
}

static void credit_tests(void)
{
    test ("a credit is taken of every place in proportion, and all of it is found") {
        int64_t amounts[] = {10000, 20000, 0, 19999};
        int64_t shares[4] = {0};
        bool held = true;
        for (int64_t credit = 1; credit <= 49999; credit += 7) {
            int64_t sum = 0;
            held = held && credit_shares(amounts, 4, credit, 49999, shares) == ERR_OK;
            for (size_t i = 0; i < 4; i++) {
                held = held && shares[i] >= 0 && shares[i] <= amounts[i];
                sum += shares[i];
            }
            held = held && sum == credit;
        }
        expect(held);
        expect(credit_shares(amounts, 4, 49999, 49999, shares) == ERR_OK);
        expect_i64(shares[0], 10000);
        expect_i64(shares[3], 19999);
    }
    test ("of money that was in other things as well the days lose their part alone") {
        int64_t amount = 30000;
        int64_t share = 0;
        expect(credit_shares(&amount, 1, 20000, 60000, &share) == ERR_OK);
        expect_i64(share, 10000);
        expect(credit_shares(&amount, 1, 1, 0, &share) == ERR_INVALID);
    }
}

int main(void)
{
    arena_init(&arena, 64 << 20);
    purse_tests();
    sale_tests();
    cut_tests();
    credit_tests();
    arena_done(&arena);
    return tests_done();
}
