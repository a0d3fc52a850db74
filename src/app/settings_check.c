/* SPDX-License-Identifier: Apache-2.0 */
#include "app/settings_check.h"

#include "courier/address.h"
#include "features/accounts/accounts.h"
#include "features/provisioning/provisioning.h"
#include "i18n/zone.h"

struct check {
    struct arena *arena;
    const struct settings *settings;
    struct buf *complaints;
    bool force;
    int faults;
};

static void fault(struct check *check, const char *what)
{
    buf_printf(check->complaints, "%s\n", what);
    check->faults++;
}

/* scheme://host[:port], nothing behind it. */
static bool is_origin(str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    if (scheme <= 0) {
        return false;
    }
    str host = str_skip(url, (size_t)scheme + 3);
    for (size_t i = 0; i < host.len; i++) {
        unsigned char c = (unsigned char)host.ptr[i];
        if (c <= ' ' || c >= 0x7f || c == '/' || c == '?' || c == '#' || c == '@' || c == '\\') {
            return false;
        }
    }
    return host.len > 0;
}

static void check_public_url(struct check *check)
{
    str url = check->settings->public_url;
    if (!(str_starts(url, STR("http://")) || str_starts(url, STR("https://"))) || !is_origin(url)) {
        fault(check, "server.public_url must be http://host or https://host, with a port if need "
                     "be and nothing behind it");
    } else if (check->settings->demo && !check->force && !url_is_loopback(url)) {
        fault(check, "the demo shows every message to everybody, so server.public_url must be a "
                     "loopback address such as http://127.0.0.1:8080; --force overrides");
    }
}

static void check_mail(struct check *check)
{
    const struct settings *s = check->settings;
    bool smtp = str_starts(s->smtp_url, STR("smtp://")) || str_starts(s->smtp_url, STR("smtps://"));
    if (s->smtp_url.len > 0 && (!smtp || !is_origin(s->smtp_url))) {
        fault(check, "mail.smtp_url must be smtp://host:port or smtps://host:port");
    }
    if (s->smtp_url.len > 0 && str_index(s->mail_from, '@') <= 0) {
        fault(check, "mail.from must be set to the address mail is sent from");
    }
    if ((s->smtp_user.len > 0) != (s->smtp_password.len > 0)) {
        fault(check, "mail.user and mail.password must be set together");
    }
}

static void check_sms(struct check *check)
{
    const struct settings *s = check->settings;
    bool http = str_starts(s->sms_url, STR("http://")) || str_starts(s->sms_url, STR("https://"));
    if (!str_eq(s->sms_driver, STR("none")) && !http) {
        fault(check, "sms.url must be the http:// or https:// address of the gateway");
    }
}

static void check_brand(struct check *check)
{
    const struct settings *s = check->settings;
    if (zone_by_name(s->default_timezone) == NULL) {
        fault(check, "locale.timezone is no time zone of the tz database");
    }
    if (!phone_country_is_known(s->default_country)) {
        fault(check, "locale.country must be one whose phone numbers are known here, such as UA");
    }
    if (s->session_idle > s->session_absolute) {
        fault(check, "session.idle must not be longer than session.absolute");
    }
    if (s->brand_name.len == 0) {
        fault(check, "brand.name must not be empty");
    }
}

static void check_database(struct check *check)
{
    str url = secret_reveal(check->settings->database_url);
    if (url.len > 0 && !str_starts(url, STR("postgresql://")) &&
        !str_starts(url, STR("postgres://"))) {
        fault(check, "database.url must begin with postgresql://, or be empty for SQLite");
    }
}

static void check_outside(struct check *check)
{
    const struct settings *s = check->settings;
    if (!networks_are_good(s->private_networks)) {
        fault(check, "outside.private_networks must be addresses or networks such as 10.1.0.0/16, "
                     "separated by commas");
    }
    if (!provisioning_webhooks_are_good(check->arena, s->webhooks)) {
        fault(check, "provisioning.webhooks must be NAME URL SECRET, several separated by ;, each "
                     "secret whsec_ and at least 16 bytes in base64");
    }
}

err settings_check(struct arena *arena, const struct settings *settings, bool force,
                   struct buf *complaints)
{
    struct check check = {
        .arena = arena, .settings = settings, .complaints = complaints, .force = force};
    check_public_url(&check);
    check_database(&check);
    check_brand(&check);
    check_mail(&check);
    check_sms(&check);
    check_outside(&check);
    return check.faults == 0 ? ERR_OK : ERR_INVALID;
}
