/* SPDX-License-Identifier: Apache-2.0 */
#include "web/sms_guard.h"

#include "sms/sms.h"
#include "system/random.h"
#include "web/sms_guard_sql.h"

#define SCRATCH ((size_t)16 << 10)
#define AREA_LEN 6         /* "+38067": country and operator */
#define ALL_FLOOR_TIMES 10 /* how much more may be open over everything than in one area */

/* One network may have two fifths of what a range may. */
static int64_t network_floor_of(int64_t ratio_floor)
{
    int64_t floor = ratio_floor * 2 / 5;
    return floor > 0 ? floor : 1;
}

struct sms_limits sms_limits_default(void)
{
    return (struct sms_limits){
        .phone_minute = 1,
        .phone_hour = 3,
        .phone_day = 5,
        .network_day = 10,
        .day = 1000,
        .countries = STR("380"),
        .ratio_floor = 10,
        .network_floor = 4,
        .ratio_percent = 20,
    };
}

bool sms_setting_is_good(str pattern)
{
    return sms_template_is_good(pattern);
}

struct sms_limits sms_limits_of(const struct settings *settings)
{
    struct sms_limits limits = sms_limits_default();
    limits.countries = settings->sms_countries;
    limits.day = settings->sms_day;
    limits.network_day = settings->sms_network_day;
    limits.ratio_floor = settings->sms_unconfirmed;
    limits.network_floor = network_floor_of(settings->sms_unconfirmed);
    return limits;
}

/* The entry of "380:500,48" that the phone begins with: its calling code and budget a day. */
static bool country_allows(str countries, str phone, str *out_code, int64_t *inout_budget)
{
    while (countries.len > 0) {
        str budget = {0};
        str code = str_trim(str_cut(str_trim(str_cut(countries, ',', &countries)), ':', &budget));
        if (code.len > 0 && str_starts(str_skip(phone, 1), code)) {
            *out_code = code;
            return budget.len == 0 || str_to_i64(str_trim(budget), inout_budget);
        }
    }
    return false;
}

/* Many codes went out and few came back: somebody earns on them. */
static bool looks_pumped(int64_t awaited, int64_t confirmed, int64_t floor, int64_t percent)
{
    return awaited >= floor && confirmed * 100 < (awaited + confirmed) * percent;
}

static err check_phone(struct db *tx, struct arena *arena, const struct sms_take_insert_in *take,
                       const struct sms_limits *limits)
{
    struct sms_takes_of_phone_in in = {
        .phone = take->phone,
        .minute_ago = when_add(take->now, -WHEN_MINUTE),
        .hour_ago = when_add(take->now, -WHEN_HOUR),
        .day_ago = when_add(take->now, -WHEN_DAY),
        .from_job = take->network.len == 0,
    };
    struct sms_takes_of_phone_row row;
    err e = sms_takes_of_phone_one(tx, arena, &in, &row);
    if (e == ERR_OK && (row.minute >= limits->phone_minute || row.hour >= limits->phone_hour ||
                        row.day >= limits->phone_day)) {
        return ERR_LIMITED;
    }
    return e;
}

/* Whoever asks is counted first, so that one guest is refused alone. */
static err check_network(struct db *tx, struct arena *arena, const struct sms_take_insert_in *take,
                         const struct sms_limits *limits)
{
    struct sms_takes_of_network_in in = {
        .network = take->network,
        .hour_ago = when_add(take->now, -WHEN_HOUR),
        .day_ago = when_add(take->now, -WHEN_DAY),
    };
    struct sms_takes_of_network_row row;
    err e = sms_takes_of_network_one(tx, arena, &in, &row);
    if (e != ERR_OK) {
        return e;
    }
    bool over =
        row.day >= limits->network_day ||
        looks_pumped(row.awaited, row.confirmed, limits->network_floor, limits->ratio_percent);
    return over ? ERR_LIMITED : ERR_OK;
}

/* However much one network asks for, it counts once against the range. */
static err check_area(struct db *tx, struct arena *arena, const struct sms_take_insert_in *take,
                      const struct sms_limits *limits)
{
    struct sms_takes_of_area_in in = {take->area, when_add(take->now, -WHEN_HOUR)};
    struct sms_takes_of_area_row row;
    err e = sms_takes_of_area_one(tx, arena, &in, &row);
    bool pumped = e == ERR_OK && looks_pumped(row.awaited, row.confirmed, limits->ratio_floor,
                                              limits->ratio_percent);
    return pumped ? ERR_LIMITED : e;
}

static err check_all(struct db *tx, struct arena *arena, const struct sms_take_insert_in *take,
                     const struct sms_limits *limits, int64_t country_budget, enum sms_trust trust)
{
    struct sms_takes_of_all_in in = {
        .country = take->country,
        .hour_ago = when_add(take->now, -WHEN_HOUR),
        .day_ago = when_add(take->now, -WHEN_DAY),
    };
    struct sms_takes_of_all_row row;
    err e = sms_takes_of_all_one(tx, arena, &in, &row);
    if (e != ERR_OK) {
        return e;
    }
    bool pumped = trust == SMS_PHONE_NEW &&
                  looks_pumped(row.awaited, row.confirmed, limits->ratio_floor * ALL_FLOOR_TIMES,
                               limits->ratio_percent);
    bool over = row.day >= limits->day || row.country_day >= country_budget;
    return over || pumped ? ERR_LIMITED : ERR_OK;
}

static err take(struct db *tx, struct arena *arena, const struct sms_limits *limits,
                enum sms_trust trust, struct sms_take_insert_in *in)
{
    int64_t country_budget = limits->day;
    if (!sms_phone_is_e164(in->phone) ||
        !country_allows(limits->countries, in->phone, &in->country, &country_budget)) {
        return ERR_LIMITED;
    }
    in->id = id_new(arena);
    in->area = str_sub(in->phone, 0, AREA_LEN);
    err e = check_phone(tx, arena, in, limits);
    if (e == ERR_OK && in->network.len > 0) {
        e = check_network(tx, arena, in, limits);
    }
    if (e == ERR_OK && trust == SMS_PHONE_NEW) {
        e = check_area(tx, arena, in, limits);
    }
    if (e == ERR_OK) {
        e = check_all(tx, arena, in, limits, country_budget, trust);
    }
    return e == ERR_OK ? sms_take_insert(tx, in) : e;
}

err sms_guard_take(struct db *tx, str phone, enum sms_trust trust, str network, when now,
                   const struct sms_limits *limits)
{
    struct arena scratch;
    arena_init(&scratch, SCRATCH);
    struct sms_take_insert_in in = {.phone = phone, .network = network, .now = now};
    err e = take(tx, &scratch, limits, trust, &in);
    arena_done(&scratch);
    return e;
}

err sms_guard_confirmed(struct db *tx, str phone, when now)
{
    return sms_take_confirm(tx, &(struct sms_take_confirm_in){phone, when_add(now, -WHEN_DAY)});
}

err sms_guard_purge(struct db *tx, when now)
{
    return sms_take_purge(tx, &(struct sms_take_purge_in){when_add(now, -2 * WHEN_DAY)});
}
