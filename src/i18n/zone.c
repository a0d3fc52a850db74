/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/zone.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/check.h"
#include "i18n/tzif.h"

/* Zones once loaded hang in a list that only grows, so readers need no lock. */
struct zone {
    struct zone *next;
    str name;
    struct tzif rules;
};

static _Atomic(struct zone *) zones;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

const struct zone *zone_utc(void)
{
    static const struct zone utc = {.name = STR_INIT("UTC")};
    return &utc;
}

str zone_name(const struct zone *zone)
{
    return zone->name;
}

static const struct zone *find(str name)
{
    for (const struct zone *zone = atomic_load(&zones); zone != NULL; zone = zone->next) {
        if (str_eq(zone->name, name)) {
            return zone;
        }
    }
    return NULL;
}

/* Systems know Kyiv by its new name, its old one, or both. */
static bool read_rules(str name, struct tzif *out)
{
    static const str kyiv = STR_INIT("Europe/Kyiv");
    static const str kiev = STR_INIT("Europe/Kiev");
    if (tzif_read(name, out)) {
        return true;
    }
    return (str_eq(name, kyiv) && tzif_read(kiev, out)) ||
           (str_eq(name, kiev) && tzif_read(kyiv, out));
}

static const struct zone *load(str name)
{
    struct tzif rules;
    if (!read_rules(name, &rules)) {
        return NULL;
    }
    struct zone *zone = calloc(1, sizeof *zone);
    char *text = malloc(name.len);
    CHECK(zone != NULL && text != NULL);
    memcpy(text, name.ptr, name.len);
    zone->name = (str){text, name.len};
    zone->rules = rules;
    zone->next = atomic_load(&zones);
    atomic_store(&zones, zone);
    return zone;
}

const struct zone *zone_by_name(str name)
{
    if (str_eq(name, STR("UTC"))) {
        return zone_utc();
    }
    const struct zone *zone = find(name);
    if (zone != NULL || !tzif_name_is_sane(name)) {
        return zone;
    }
    pthread_mutex_lock(&loading);
    zone = find(name);
    if (zone == NULL) {
        zone = load(name);
    }
    pthread_mutex_unlock(&loading);
    return zone;
}

static int64_t seconds_of(when t)
{
    int64_t seconds = t.us / WHEN_SECOND;
    return t.us % WHEN_SECOND < 0 ? seconds - 1 : seconds;
}

/* The moments of one page nearly always lie in one period of one zone: it is kept at hand, and a
 * zone, once loaded, never changes or moves. */
int zone_offset(const struct zone *zone, when t)
{
    static _Thread_local struct {
        const struct zone *zone;
        struct tzif_period period;
    } lately;
    int64_t at = seconds_of(t);
    if (lately.zone != zone || at < lately.period.from || at >= lately.period.until) {
        lately.zone = zone;
        lately.period = tzif_period_at(&zone->rules, at);
    }
    return lately.period.offset;
}

struct civil zone_local(const struct zone *zone, when t)
{
    return when_to_civil(when_add(t, zone_offset(zone, t) * WHEN_SECOND));
}

when zone_moment(const struct zone *zone, const struct civil *local)
{
    /* Offsets a day before and after bracket any clock change; the earlier moment that shows the
     * wanted time is its first pass. */
    when as_utc = when_from_civil(local);
    int before = zone_offset(zone, when_add(as_utc, -WHEN_DAY));
    int after = zone_offset(zone, when_add(as_utc, WHEN_DAY));
    when early = when_add(as_utc, -before * WHEN_SECOND);
    when late = when_add(as_utc, -after * WHEN_SECOND);
    if (zone_offset(zone, early) == before || zone_offset(zone, late) != after) {
        return early;
    }
    return late;
}

const str *zone_common(size_t *out_count)
{
    static const str names[] = {
        STR_INIT("America/Los_Angeles"),
        STR_INIT("America/Denver"),
        STR_INIT("America/Chicago"),
        STR_INIT("America/New_York"),
        STR_INIT("America/Toronto"),
        STR_INIT("America/Sao_Paulo"),
        STR_INIT("UTC"),
        STR_INIT("Europe/London"),
        STR_INIT("Europe/Lisbon"),
        STR_INIT("Europe/Madrid"),
        STR_INIT("Europe/Paris"),
        STR_INIT("Europe/Amsterdam"),
        STR_INIT("Europe/Berlin"),
        STR_INIT("Europe/Rome"),
        STR_INIT("Europe/Prague"),
        STR_INIT("Europe/Vienna"),
        STR_INIT("Europe/Warsaw"),
        STR_INIT("Europe/Stockholm"),
        STR_INIT("Europe/Vilnius"),
        STR_INIT("Europe/Riga"),
        STR_INIT("Europe/Tallinn"),
        STR_INIT("Europe/Helsinki"),
        STR_INIT("Europe/Kyiv"),
        STR_INIT("Europe/Chisinau"),
        STR_INIT("Europe/Bucharest"),
        STR_INIT("Europe/Sofia"),
        STR_INIT("Europe/Athens"),
        STR_INIT("Europe/Istanbul"),
        STR_INIT("Asia/Jerusalem"),
        STR_INIT("Asia/Tbilisi"),
        STR_INIT("Asia/Yerevan"),
        STR_INIT("Asia/Baku"),
        STR_INIT("Asia/Dubai"),
        STR_INIT("Asia/Almaty"),
        STR_INIT("Asia/Kolkata"),
        STR_INIT("Asia/Bangkok"),
        STR_INIT("Asia/Shanghai"),
        STR_INIT("Asia/Singapore"),
        STR_INIT("Asia/Tokyo"),
        STR_INIT("Asia/Seoul"),
        STR_INIT("Australia/Sydney"),
        STR_INIT("Pacific/Auckland"),
    };
    *out_count = ARRAY_LEN(names);
    return names;
}
