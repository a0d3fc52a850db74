/* SPDX-License-Identifier: Apache-2.0 */
/* Mail and text messages. */
#include "app/settings_check_private.h"

#include "web/sms_guard.h"

static void check_mail(struct check *check)
{
    const struct settings *s = check->settings;
    bool smtp = str_starts(s->smtp_url, STR("smtp://")) || str_starts(s->smtp_url, STR("smtps://"));
    if (s->smtp_url.len > 0 && (!smtp || !check_is_origin(s->smtp_url))) {
        check_fault(check, "mail.smtp_url must be smtp://host:port or smtps://host:port");
    }
    if (s->smtp_url.len > 0 && s->mail_from.len == 0) {
        check_fault(check, "mail.from must be set to the address mail is sent from");
    } else if (str_index(s->mail_from, '<') >= 0) {
        check_fault(check,
                    "mail.from must be the address alone; the name goes into mail.from_name");
    } else {
        check_mailbox(check, "mail.from", s->mail_from);
    }
    if ((s->smtp_user.len > 0) != (s->smtp_password.len > 0)) {
        check_fault(check, "mail.user and mail.password must be set together");
    }
    check_file(check, "mail.ca_file", s->smtp_ca_file);
}

/* Codes of countries, some with a number of messages a day: "380, 48:20". */
static bool countries_are_good(str list)
{
    bool any = false;
    while (list.len > 0) {
        str most, one = str_trim(str_cut(list, ',', &list));
        int64_t number = 0;
        bool limited = str_index(one, ':') >= 0;
        str code = str_trim(str_cut(one, ':', &most));
        if (!str_to_i64(code, &number) || number < 1 || number > 9999 ||
            (limited && (!str_to_i64(str_trim(most), &number) || number < 0))) {
            return false;
        }
        any = true;
    }
    return any;
}

static bool check_gateway(struct check *check)
{
    const struct settings *s = check->settings;
    if (!check_is_web_url(s->sms_url)) {
        check_fault(check, "sms.url must be the http:// or https:// address of the gateway");
        return false;
    }
    bool plain = str_starts(s->sms_url, STR("http://"));
    if (plain && !s->sms_plain_http && !url_is_loopback(s->sms_url)) {
        check_fault(check, "sms.url must begin with https://, or sms.plain_http must allow "
                           "texts with codes to travel in plain text");
    }
    return true;
}

static void check_http_gateway(struct check *check)
{
    const struct settings *s = check->settings;
    if (!sms_setting_is_good(s->sms_url)) {
        check_fault(check, "sms.url has a placeholder that does not exist");
    }
    if (!sms_setting_is_good(s->sms_body)) {
        check_fault(check, "sms.body has a placeholder that does not exist");
    }
    if (str_find(s->sms_url, STR("{text}")) < 0 && str_find(s->sms_body, STR("{text}")) < 0) {
        check_fault(check, "sms.body or sms.url must say where the {text} goes");
    }
    if (str_eq(s->sms_method, STR("GET")) && s->sms_body.len > 0) {
        check_fault(check, "sms.body is not sent with sms.method = GET");
    }
}

static void check_sms(struct check *check)
{
    const struct settings *s = check->settings;
    if (!countries_are_good(s->sms_countries)) {
        check_fault(check, "sms.countries must be country codes such as 380 or 48:20, separated "
                           "by commas");
    }
    if (str_eq(s->sms_driver, STR("none"))) {
        return;
    }
    bool good = check_gateway(check);
    if (good && str_eq(s->sms_driver, STR("http"))) {
        check_http_gateway(check);
    } else if (good && (s->sms_user.len == 0 || s->sms_password.len == 0)) {
        check_fault(check, "sms.user and sms.password must be set for Kannel");
    }
    check_file(check, "sms.ca_file", s->sms_ca_file);
}

void check_messages(struct check *check)
{
    check_mail(check);
    check_sms(check);
}
