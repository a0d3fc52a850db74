/* SPDX-License-Identifier: Apache-2.0 */
#include "app/settings_check_private.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "features/accounts/accounts.h"
#include "i18n/zone.h"
#include "system/file.h"

#define LINE_BYTES 1000
#define FILE_BYTES ((size_t)1 << 20)

void check_fault(struct check *check, const char *fmt, ...)
{
    char line[LINE_BYTES];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    buf_printf(check->complaints, "%s\n", line);
    check->faults++;
}

void check_file(struct check *check, const char *name, str path)
{
    struct arena_mark mark = arena_mark(check->arena);
    str text;
    bool readable = path.len == 0 ||
                    file_read(check->arena, str_z(check->arena, path), FILE_BYTES, &text) == ERR_OK;
    arena_rewind(check->arena, mark);
    if (!readable) {
        check_fault(check, "%s: %" STR_FMT " cannot be read%s", name, STR_ARG(path),
                    check->options.confined ? "; a file in another folder needs a restart" : "");
    }
}

void check_opens(struct check *check, const char *name, str path)
{
    struct stat st;
    int fd = path.len == 0 ? -1 : open(str_z(check->arena, path), O_RDONLY | O_CLOEXEC);
    bool readable = path.len == 0 || (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode));
    if (fd >= 0) {
        close(fd);
    }
    if (!readable) {
        check_fault(check, "%s: %" STR_FMT " is no file that can be read%s", name, STR_ARG(path),
                    check->options.confined ? "; a file in another folder needs a restart" : "");
    }
}

void check_mailbox(struct check *check, const char *name, str address)
{
    struct email email;
    if (address.len > 0 && email_parse(check->arena, address, &email) != NULL) {
        check_fault(check, "%s must be an address alone, such as support@example.com", name);
    }
}

/* Quotes around a value are part of it here, which nobody means. */
static void check_quotes(struct check *check)
{
    static const enum setting_index rows[] = {
        SETTING_brand_name,    SETTING_brand_legal, SETTING_mail_from_name,
        SETTING_bank_receiver, SETTING_bank_name,   SETTING_bank_code,
        SETTING_sms_sender,    SETTING_brand_phone, SETTING_terms_version,
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct setting *row = &settings_table[rows[i]];
        str value = setting_shown(check->arena, check->settings, row);
        if (value.len >= 2 && (value.ptr[0] == '"' || value.ptr[0] == '\'') &&
            value.ptr[value.len - 1] == value.ptr[0]) {
            check_fault(check, "%s.%s: remove the quotes, they would be shown", row->section,
                        row->name);
        }
    }
}

static void check_brand(struct check *check)
{
    const struct settings *s = check->settings;
    if (s->brand_name.len == 0) {
        check_fault(check, "brand.name must not be empty");
    }
    check_mailbox(check, "brand.email", s->brand_email);
    check_quotes(check);
}

static void check_locale(struct check *check)
{
    const struct settings *s = check->settings;
    if (zone_by_name(s->default_timezone) == NULL) {
        check_fault(check, "locale.timezone is not a time zone of the tz database");
    }
    if (!phone_country_is_known(s->default_country)) {
        check_fault(check,
                    "locale.country must be one whose phone numbers are known here, such as UA");
    }
}

static void check_sessions(struct check *check)
{
    const struct settings *s = check->settings;
    if (s->session_idle > s->session_absolute) {
        check_fault(check, "session.idle must not be longer than session.absolute");
    }
    if (s->staff_idle > s->staff_absolute) {
        check_fault(check, "staff.session_idle must not be longer than staff.session_absolute");
    }
    if (s->staff_proof > s->staff_absolute) {
        check_fault(check, "staff.proof must not be longer than staff.session_absolute");
    }
}

static void check_registration(struct check *check)
{
    const struct settings *s = check->settings;
    if (check->options.serving && s->registration_open && !s->demo && s->smtp_url.len == 0) {
        check_fault(check, "registration.open needs a mail server, because codes go by mail: set "
                           "mail.smtp_url, or registration.open = no");
    }
    if (s->terms_version.len == 0) {
        check_fault(check, "registration.terms_version must not be empty");
    }
    if (s->terms_url.len > 0 && !check_is_web_url(s->terms_url)) {
        check_fault(check, "registration.terms_url must begin with https:// or http://");
    }
    check_file(check, "registration.email_banned_domains_file", s->email_banned_domains_file);
    check_opens(check, "signin.breached_passwords_file", s->breached_file);
}

err settings_check(struct arena *arena, const struct settings *settings,
                   const struct settings_check_options *options, struct buf *complaints)
{
    struct check check = {
        .arena = arena, .settings = settings, .complaints = complaints, .options = *options};
    check_server(&check);
    check_brand(&check);
    check_locale(&check);
    check_sessions(&check);
    check_registration(&check);
    check_messages(&check);
    check_outside(&check);
    check_users(&check);
    check_money(&check);
    if (check.faults == 0) {
        return ERR_OK;
    }
    return check.faults == check.passing ? ERR_UNAVAILABLE : ERR_INVALID;
}
