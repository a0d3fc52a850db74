/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed_plan.h"

enum draw { SERVICES = 100, GOOD, SECOND_GOOD, PERIOD, STOPS, TOP_UP, TOP_UP_SUM, OPEN_ORDER };

static uint64_t draw(uint64_t seed, uint64_t n, enum draw purpose, uint64_t bound)
{
    return seed_mixed(seed, n, (uint64_t)purpose) % bound;
}

static enum seed_good good_of(uint64_t dice)
{
    return dice < 50 ? GOOD_START : dice < 72 ? GOOD_PRO : dice < 80 ? GOOD_MAX : GOOD_DOMAIN;
}

/* Older customers pay for longer, so that nobody has more than a few documents. */
static int months_of(enum seed_good good, int32_t age_days, uint64_t dice)
{
    if (good == GOOD_DOMAIN || age_days > 480) {
        return 12;
    }
    return age_days > 150 ? (dice < 50 ? 12 : 3) : (dice < 60 ? 1 : 3);
}

static void run_service(struct seed_service *service, struct day start, bool stops)
{
    struct civil first = day_civil(start);
    struct day last = {SEED_LAST_DAY};
    struct day from = start;
    while (from.number <= last.number && service->cycle_count < SEED_CYCLES_MAX) {
        struct seed_cycle *cycle = &service->cycles[service->cycle_count++];
        cycle->from = from;
        cycle->until = day_add_months(from, first.day, service->months);
        cycle->issued = (struct day){from.number - (service->cycle_count == 1 ? 0 : 10)};
        cycle->is_paid = true;
        from = cycle->until;
    }
    struct seed_cycle *end = &service->cycles[service->cycle_count - 1];
    if (stops && service->cycle_count > 1) {
        end->is_paid = false;
        int32_t late = last.number - end->from.number;
        service->suspended = late > 3 && late <= 30;
        service->ended = late > 30;
        service->cycle_count -= service->ended; /* its invoice was cancelled and is left out */
    }
}

void seed_purchase_at(uint64_t seed, uint64_t n, const struct seed_person *person,
                      struct seed_purchase *out)
{
    struct civil registered = when_to_civil(person->registered_at);
    struct day start = {day_of_civil(&registered).number + 1};
    int32_t age = SEED_LAST_DAY - start.number;
    uint64_t how_many = draw(seed, n, SERVICES, 100);
    *out = (struct seed_purchase){
        .currency = str_eq(person->timezone, STR("Europe/Kyiv")) ? "UAH" : "EUR",
        .service_count = how_many < 15   ? 0
                         : how_many < 75 ? 1
                                         : 2,
        .has_open_order = draw(seed, n, OPEN_ORDER, 100) < 8,
    };
    for (int i = 0; i < out->service_count; i++) {
        struct seed_service *service = &out->services[i];
        enum draw which = i == 0 ? GOOD : SECOND_GOOD;
        service->good = good_of(draw(seed, n, which, 100));
        service->months = months_of(service->good, age, draw(seed, n, PERIOD, 100));
        run_service(service, start, i == 0 && draw(seed, n, STOPS, 100) < 12);
    }
    if (draw(seed, n, TOP_UP, 100) < 25) {
        out->top_up = 5000 + (int64_t)draw(seed, n, TOP_UP_SUM, 200) * 500;
        out->top_up_day = (struct day){start.number + age / 2};
    }
}
