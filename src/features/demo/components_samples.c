/* SPDX-License-Identifier: Apache-2.0 */
#include "features/demo/components_view.h"

static void label(enum lang lang, struct arena *arena, struct field *f)
{
    f[DEMO_LOGIN].label = tr(lang, "Login");
    f[DEMO_LOGIN].help = tr(lang, "3 to 32 Latin letters, digits, dots, hyphens or underscores.");
    f[DEMO_PHONE].label = tr(lang, "Phone");
    f[DEMO_PASSWORD].label = tr(lang, "Password");
    f[DEMO_PASSWORD].help =
        tr(lang, "At least 12 characters. A few unrelated words make a good one.");
    f[DEMO_CODE].label = tr(lang, "Code from the e-mail");
    f[DEMO_LANGUAGE].label = tr(lang, "Language");
    f[DEMO_CHANNEL].label = tr(lang, "Where to send the code");
    f[DEMO_NOTE].label = tr(lang, "Note");
    str terms = tr(lang, "I accept the {terms}");
    struct html link = html_link(arena, url_path("/demo/components"), tr(lang, "terms of service"));
    f[DEMO_TERMS].label_markup =
        html_trusted(tr_fill(arena, html_text(arena, terms).text, "terms", link.text, NULL));
    f[DEMO_TERMS].label = tr(lang, "Terms of service");
}

static struct field *fields(enum lang lang, struct arena *arena, str scope)
{
    struct field *f = ARENA_ARRAY(arena, struct field, DEMO_FIELDS);
    struct option *languages = ARENA_ARRAY(arena, struct option, 2);
    languages[0] = (struct option){STR("uk"), lang_own_name(LANG_UK)};
    languages[1] = (struct option){STR("en"), lang_own_name(LANG_EN)};
    struct option *channels = ARENA_ARRAY(arena, struct option, 2);
    channels[0] = (struct option){STR("sms"), tr(lang, "By text message to +380 67 *** ** 67")};
    channels[1] = (struct option){STR("email"), tr(lang, "By e-mail to o***a@example.com")};
    f[DEMO_LOGIN] = (struct field){.name = STR("login"), .max = 32, .required = true};
    f[DEMO_PHONE] = (struct field){.name = STR("phone"), .type = STR("tel"), .optional = true};
    f[DEMO_PASSWORD] = (struct field){.name = STR("password"),
                                      .type = STR("password"),
                                      .autocomplete = STR("new-password"),
                                      .required = true};
    f[DEMO_CODE] = (struct field){.name = STR("code"), .inputmode = STR("numeric"), .max = 12};
    f[DEMO_LANGUAGE] = (struct field){
        .name = STR("language"), .value = STR("uk"), .options = languages, .option_count = 2};
    f[DEMO_CHANNEL] = (struct field){
        .name = STR("channel"), .value = STR("sms"), .options = channels, .option_count = 2};
    f[DEMO_NOTE] = (struct field){.name = STR("note"), .optional = true};
    f[DEMO_TERMS] = (struct field){.name = STR("terms"), .required = true};
    for (size_t i = 0; i < DEMO_FIELDS; i++) {
        f[i].scope = scope;
    }
    label(lang, arena, f);
    return f;
}

static struct field *fresh(enum lang lang, struct arena *arena)
{
    struct field *f = fields(lang, arena, STR(""));
    f[DEMO_LOGIN].free_check = url_path("/api/v1/logins/");
    f[DEMO_PASSWORD].meter = true;
    return f;
}

static struct field *wrong(enum lang lang, struct arena *arena)
{
    struct field *f = fields(lang, arena, STR("-wrong"));
    f[DEMO_LOGIN].value = STR("олена");
    f[DEMO_LOGIN].error =
        tr(lang, "Use Latin letters. Is the keyboard switched to another layout?");
    f[DEMO_PHONE].value = STR("12345");
    f[DEMO_PHONE].error =
        tr(lang, "This does not look like a phone number. Example: +380 67 123 45 67.");
    f[DEMO_PASSWORD].error = tr(lang, "A password has at least 12 characters.");
    f[DEMO_CODE].value = STR("123456");
    f[DEMO_CODE].error = tr(lang, "This code is wrong. Please look at the newest message.");
    f[DEMO_LANGUAGE].error = tr(lang, "Please choose one of the values offered.");
    f[DEMO_CHANNEL].error = tr(lang, "Please choose one of the values offered.");
    f[DEMO_NOTE].error = tr(lang, "This is too long.");
    f[DEMO_TERMS].error = tr(lang, "Please read and accept the terms.");
    return f;
}

static struct field *fixed(enum lang lang, struct arena *arena)
{
    struct field *f = fields(lang, arena, STR("-fixed"));
    f[DEMO_LOGIN].value = STR("olena.k");
    f[DEMO_LOGIN].readonly = true;
    for (size_t i = DEMO_PHONE; i < DEMO_FIELDS; i++) {
        f[i].disabled = true;
    }
    f[DEMO_PHONE].value = STR("+380 67 123 45 67");
    f[DEMO_NOTE].value = tr(lang, "Your changes are saved.");
    f[DEMO_TERMS].checked = true;
    return f;
}

struct demo_samples *demo_samples_make(struct arena *arena, enum lang lang, when now)
{
    struct device_line *devices = ARENA_ARRAY(arena, struct device_line, 3);
    devices[0] = (struct device_line){.name = tr(lang, "Chrome on Windows"),
                                      .current = true,
                                      .network = STR("203.0.113.7"),
                                      .created_at = when_add(now, -3 * WHEN_DAY),
                                      .seen_at = when_add(now, -1 * WHEN_MINUTE)};
    devices[1] = (struct device_line){.name = tr(lang, "Safari on iPhone"),
                                      .phone = true,
                                      .network = STR("198.51.100.24"),
                                      .created_at = when_add(now, -20 * WHEN_DAY),
                                      .seen_at = when_add(now, -5 * WHEN_HOUR),
                                      .end = url_path("/demo/components")};
    devices[2] = (struct device_line){.name = tr(lang, "Firefox on Linux"),
                                      .network = STR("2001:db8:17:4e::/64"),
                                      .created_at = when_add(now, -60 * WHEN_DAY),
                                      .seen_at = when_add(now, -9 * WHEN_DAY),
                                      .end = url_path("/demo/components")};
    struct demo_samples *samples = ARENA_NEW(arena, struct demo_samples);
    *samples = (struct demo_samples){
        .fresh = fresh(lang, arena),
        .wrong = wrong(lang, arena),
        .fixed = fixed(lang, arena),
        .wrong_count = DEMO_FIELDS,
        .devices = devices,
        .device_count = 3,
    };
    return samples;
}
