/* SPDX-License-Identifier: Apache-2.0 */
#include "web/user_agent.h"

struct sign {
    const char *mark;
    const char *name;
};

/* The first mark found wins: most browsers name their ancestors too, so the younger stand first. */
static const struct sign browsers[] = {
    {"Edg", "Edge"},        {"OPR/", "Opera"},    {"SamsungBrowser", "Samsung Internet"},
    {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"HeadlessChrome", "Chrome"},
    {"Chrome/", "Chrome"},  {"CriOS", "Chrome"},  {"Safari/", "Safari"},
    {"curl/", "curl"},      {"python", "Python"}, {"Python", "Python"},
};
static const struct sign systems[] = {
    {"iPhone", "iPhone"},  {"iPad", "iPad"},     {"Android", "Android"}, {"Windows", "Windows"},
    {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
};

static const char *found(const struct sign *signs, size_t count, str user_agent)
{
    for (size_t i = 0; i < count; i++) {
        if (str_find(user_agent, str_from_z(signs[i].mark)) >= 0) {
            return signs[i].name;
        }
    }
    return NULL;
}

struct device_name device_name_of(struct arena *arena, enum lang lang, str user_agent)
{
    const char *browser = found(browsers, ARRAY_LEN(browsers), user_agent);
    const char *system = found(systems, ARRAY_LEN(systems), user_agent);
    struct device_name name = {.phone = str_find(user_agent, STR("Mobile")) >= 0 ||
                                        str_find(user_agent, STR("iPad")) >= 0 ||
                                        str_find(user_agent, STR("Android")) >= 0};
    if (browser != NULL && system != NULL) {
        name.text = tr_fill(arena, tr(lang, "{browser} on {system}"), "browser",
                            str_from_z(browser), "system", str_from_z(system), NULL);
    } else if (browser != NULL || system != NULL) {
        name.text = str_from_z(browser != NULL ? browser : system);
    } else {
        name.text = tr(lang, "Unknown device");
    }
    return name;
}
