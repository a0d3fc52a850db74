/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed_people.h"

#include <inttypes.h>

#include "base/attr.h"

/* A name as written, and as its owner would write it in a login. */
struct word {
    const char *written, *latin;
};

struct surname {
    struct word of_woman, of_man;
};

static const struct word women[] = {
    {"Олена", "olena"},    {"Ірина", "iryna"},          {"Наталія", "nataliia"},
    {"Оксана", "oksana"},  {"Тетяна", "tetiana"},       {"Юлія", "yuliia"},
    {"Марія", "mariia"},   {"Катерина", "kateryna"},    {"Ганна", "hanna"},
    {"Софія", "sofiia"},   {"Вікторія", "viktoriia"},   {"Людмила", "liudmyla"},
    {"Дарина", "daryna"},  {"Соломія", "solomiia"},     {"Христина", "khrystyna"},
    {"Зоряна", "zoriana"}, {"Анастасія", "anastasiia"}, {"Світлана", "svitlana"},
};
static const struct word men[] = {
    {"Олександр", "oleksandr"}, {"Андрій", "andrii"}, {"Сергій", "serhii"},
    {"Дмитро", "dmytro"},       {"Іван", "ivan"},     {"Микола", "mykola"},
    {"Тарас", "taras"},         {"Богдан", "bohdan"}, {"Юрій", "yurii"},
    {"Василь", "vasyl"},        {"Максим", "maksym"}, {"Остап", "ostap"},
    {"Назар", "nazar"},         {"Роман", "roman"},   {"Ярослав", "yaroslav"},
    {"Олег", "oleh"},           {"Євген", "yevhen"},  {"В’ячеслав", "viacheslav"},
};
#define SAME(written, latin)                                                                       \
    {                                                                                              \
        {written, latin},                                                                          \
        {                                                                                          \
            written, latin                                                                         \
        }                                                                                          \
    }
static const struct surname surnames[] = {
    SAME("Ковальчук", "kovalchuk"),
    SAME("Шевченко", "shevchenko"),
    SAME("Бондаренко", "bondarenko"),
    SAME("Мельник", "melnyk"),
    SAME("Ткаченко", "tkachenko"),
    SAME("Кравчук", "kravchuk"),
    SAME("Савчук", "savchuk"),
    SAME("Лисенко", "lysenko"),
    SAME("Гончар", "honchar"),
    SAME("Мороз", "moroz"),
    SAME("Руденко", "rudenko"),
    SAME("Петренко", "petrenko"),
    SAME("Данилюк", "danyliuk"),
    SAME("Гнатюк", "hnatiuk"),
    SAME("Панчук", "panchuk"),
    SAME("Щербак", "shcherbak"),
    SAME("Дем’яненко", "demianenko"),
    SAME("Заєць", "zaiets"),
    SAME("Яременко", "yaremenko"),
    SAME("Юхименко", "yukhymenko"),
    {{"Левицька", "levytska"}, {"Левицький", "levytskyi"}},
    {{"Зелінська", "zelinska"}, {"Зелінський", "zelinskyi"}},
    {{"Білецька", "biletska"}, {"Білецький", "biletskyi"}},
    {{"Яворська", "yavorska"}, {"Яворський", "yavorskyi"}},
    {{"Садова", "sadova"}, {"Садовий", "sadovyi"}},
    {{"Лісова", "lisova"}, {"Лісовий", "lisovyi"}},
};
#undef SAME
static const struct word english_names[] = {
    {"Emma", "emma"},           {"James", "james"},   {"Olivia", "olivia"}, {"William", "william"},
    {"Grace", "grace"},         {"Henry", "henry"},   {"Alice", "alice"},   {"George", "george"},
    {"Charlotte", "charlotte"}, {"Thomas", "thomas"}, {"Lucy", "lucy"},     {"Samuel", "samuel"},
    {"Hannah", "hannah"},       {"Daniel", "daniel"}, {"Ruby", "ruby"},     {"Edward", "edward"},
};
static const struct word english_surnames[] = {
    {"Smith", "smith"},       {"Taylor", "taylor"}, {"Walker", "walker"}, {"Wright", "wright"},
    {"Green", "green"},       {"Harris", "harris"}, {"Cooper", "cooper"}, {"Bailey", "bailey"},
    {"Murphy", "murphy"},     {"Carter", "carter"}, {"Foster", "foster"}, {"O’Brien", "obrien"},
    {"Fletcher", "fletcher"}, {"Hughes", "hughes"}, {"Marsh", "marsh"},   {"Palmer", "palmer"},
};

/* splitmix64's last step. */
uint64_t seed_mixed(uint64_t seed, uint64_t n, uint64_t purpose)
{
    uint64_t z = seed * 0x9e3779b97f4a7c15u + n * 0xbf58476d1ce4e5b9u + purpose;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

enum purpose { SHUFFLE, DOMAIN, PHONE, PROVEN, TIME, ZONE, NETWORK };

/* Where the n-th stands in a shuffled round of all combinations; the step shares no factor with any
 * count used here, so a round meets every combination once. */
static uint64_t shuffled(uint64_t seed, uint64_t n, uint64_t count)
{
    return (n % count * 10007 + seed_mixed(seed, 0, SHUFFLE)) % count;
}

static void put_name(struct arena *arena, struct seed_person *person, struct word first,
                     struct word last, uint64_t round)
{
    person->name = str_printf(arena, "%s %s", first.written, last.written);
    person->login = round == 0
                        ? str_printf(arena, "%s.%s", first.latin, last.latin)
                        : str_printf(arena, "%s.%s%" PRIu64, first.latin, last.latin, round + 1);
}

static void make_ukrainian(struct arena *arena, struct seed_person *person, uint64_t seed,
                           uint64_t n)
{
    static const char *const operators[] = {"50", "63", "66", "67", "68", "73", "95", "97"};
    uint64_t names = ARRAY_LEN(women) + ARRAY_LEN(men);
    uint64_t count = names * ARRAY_LEN(surnames);
    uint64_t which = shuffled(seed, n, count);
    uint64_t first = which % names;
    const struct surname *last = &surnames[which / names];
    bool woman = first < ARRAY_LEN(women);
    put_name(arena, person, woman ? women[first] : men[first - ARRAY_LEN(women)],
             woman ? last->of_woman : last->of_man, n / count);
    uint64_t line = (n / ARRAY_LEN(operators) * 7919 + seed_mixed(seed, 0, PHONE)) % 10000000;
    person->phone =
        str_printf(arena, "+380%s%07" PRIu64, operators[n % ARRAY_LEN(operators)], line);
    person->language = STR("uk");
    person->timezone = STR("Europe/Kyiv");
}

static void make_english(struct arena *arena, struct seed_person *person, uint64_t seed, uint64_t n)
{
    static const char *const zones[] = {"Europe/London", "Europe/Warsaw", "Europe/Kyiv"};
    uint64_t names = ARRAY_LEN(english_names);
    uint64_t count = names * ARRAY_LEN(english_surnames);
    uint64_t which = shuffled(seed, n, count);
    put_name(arena, person, english_names[which % names], english_surnames[which / names],
             n / count);
    uint64_t line = (n * 7919 + seed_mixed(seed, 0, PHONE)) % 100000000;
    person->phone = str_printf(arena, "+4474%08" PRIu64, line);
    person->language = STR("en");
    person->timezone = str_from_z(zones[seed_mixed(seed, n, ZONE) % ARRAY_LEN(zones)]);
}

struct seed_person seed_person_at(struct arena *arena, uint64_t seed, uint64_t n)
{
    static const char *const domains[] = {"com", "net", "org"};
    struct seed_person person = {0};
    if (n % 5 < 3) {
        make_ukrainian(arena, &person, seed, n / 5 * 3 + n % 5);
    } else {
        make_english(arena, &person, seed, n / 5 * 2 + n % 5 - 3);
    }
    person.email = str_printf(arena, "%" STR_FMT "@example.%s", STR_ARG(person.login),
                              domains[seed_mixed(seed, n, DOMAIN) % ARRAY_LEN(domains)]);
    person.phone_proven = seed_mixed(seed, n, PROVEN) % 10 < 8;
    /* Within the two years before November 2026. */
    const when last = {INT64_C(1793491200) * WHEN_SECOND};
    uint64_t ago_minutes = seed_mixed(seed, n, TIME) % (730 * 24 * 60);
    person.registered_at = when_add(last, -(int64_t)ago_minutes * WHEN_MINUTE);
    uint64_t host = seed_mixed(seed, n, NETWORK);
    person.network = str_printf(arena, "203.0.113.%" PRIu64, host % 254 + 1);
    return person;
}
