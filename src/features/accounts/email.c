/* SPDX-License-Identifier: Apache-2.0 */
/* E-mail addresses we can really write to: an ASCII dot-atom before the @ (RFC 5321; the quoted
 * form and non-ASCII mailboxes meet too many servers that lose them) and a host name after it, kept
 * as A-labels (RFC 5891). */
#include "features/accounts/identifier.h"

#include <idn2.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "features/accounts/typed_text.h"

#define LOCAL_PART_MAX 64
#define HOST_MAX 253

/* atext of RFC 5322 and the dot. */
static bool is_local_char(char c)
{
    return c != '\0' && strchr("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-", c);
}

static const char *local_part_fault(str local)
{
    if (text_has_script(local, SCRIPT_CYRILLIC)) {
        return "cyrillic";
    }
    for (size_t i = 0; i < local.len; i++) {
        if (!is_local_char(local.ptr[i])) {
            return "bad_email";
        }
    }
    bool dots =
        str_starts(local, STR(".")) || str_ends(local, STR(".")) || str_find(local, STR("..")) >= 0;
    return local.len == 0 || local.len > LOCAL_PART_MAX || dots ? "bad_email" : NULL;
}

/* A host as its owner's browser shows it: letters, marks, digits and hyphens that can be seen, and
 * one alphabet a label; labels of one name may differ ("пошта.example"). */
static const char *shown_host_fault(str host)
{
    if (text_has_invisible(host)) {
        return "invisible";
    }
    for (size_t pos = 0; pos < host.len;) {
        uint32_t c = str_next_char(host, &pos);
        const char *category = utf8proc_category_string((utf8proc_int32_t)c);
        if (strchr("LMN", category[0]) == NULL && c != '-' && c != '.') {
            return "bad_email";
        }
    }
    while (host.len > 0) {
        if (text_mixes_scripts(str_cut(host, '.', &host))) {
            return "mixed_script";
        }
    }
    return NULL;
}

static bool is_made_of(str label, const char *characters)
{
    for (size_t i = 0; i < label.len; i++) {
        if (label.ptr[i] == '\0' || strchr(characters, label.ptr[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* The library's own rules for these characters drop the wrong ones in silence. */
static bool is_label(str label)
{
    return label.len > 0 && is_made_of(label, "abcdefghijklmnopqrstuvwxyz0123456789-") &&
           !str_starts(label, STR("-")) && !str_ends(label, STR("-"));
}

/* Two labels at least, none empty, hyphens inside only, the last one no number (an address). */
static bool is_host_name(str host)
{
    if (host.len == 0 || host.len > HOST_MAX || str_index(host, '.') < 0 ||
        str_ends(host, STR("."))) {
        return false;
    }
    str label = {0};
    while (host.len > 0) {
        label = str_cut(host, '.', &host);
        if (!is_label(label)) {
            return false;
        }
    }
    return !is_made_of(label, "0123456789");
}

/* libidn2 quietly drops empty labels; they are mistakes of typing. */
static bool has_empty_label(str host)
{
    return str_starts(host, STR(".")) || str_ends(host, STR(".")) || str_find(host, STR("..")) >= 0;
}

static const char *host_parse(struct arena *arena, str typed, str *out)
{
    char *ascii = NULL;
    char *shown = NULL;
    const char *code = "bad_email";
    if (has_empty_label(typed)) {
        return code;
    }
    if (idn2_lookup_u8((const uint8_t *)str_z(arena, typed), (uint8_t **)&ascii,
                       IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK &&
        idn2_to_unicode_8z8z(ascii, &shown, 0) == IDN2_OK && is_host_name(str_from_z(ascii))) {
        /* Seen as it will be shown: xn--… typed directly hides nothing. */
        code = shown_host_fault(str_from_z(shown));
    }
    if (code == NULL) {
        *out = str_lower(arena, str_from_z(ascii));
    }
    idn2_free(ascii);
    idn2_free(shown);
    return code;
}

const char *email_parse(struct arena *arena, str typed, struct email *out)
{
    str text = str_lower(arena, typed_fold(arena, typed));
    if (text.len == 0) {
        return "required";
    }
    if (text.len > EMAIL_BYTES_MAX) {
        return "too_long";
    }
    if (text_has_invisible(text)) {
        return "invisible";
    }
    str host = {0};
    str local = str_cut(text, '@', &host);
    if (host.len == 0 || str_index(host, '@') >= 0) {
        return "bad_email";
    }
    const char *code = local_part_fault(local);
    str ascii_host = {0};
    if (code == NULL) {
        code = host_parse(arena, host, &ascii_host);
    }
    if (code != NULL) {
        return code;
    }
    if (local.len + 1 + ascii_host.len > EMAIL_BYTES_MAX) {
        return "too_long";
    }
    out->text = str_printf(arena, "%" STR_FMT "@%" STR_FMT, STR_ARG(local), STR_ARG(ascii_host));
    return NULL;
}

str email_masked(struct arena *arena, struct email email)
{
    str host = {0};
    str local = str_cut(email.text, '@', &host);
    str first = str_sub(local, 0, 1);
    str last = local.len > 2 ? str_skip(local, local.len - 1) : STR("");
    return str_printf(arena, "%" STR_FMT "***%" STR_FMT "@%" STR_FMT, STR_ARG(first), STR_ARG(last),
                      STR_ARG(host));
}

str email_mailbox(struct arena *arena, struct email email)
{
    str host = {0}, tag = {0};
    str local = str_cut(email.text, '@', &host);
    str untagged = str_cut(local, '+', &tag);
    struct buf mailbox = buf_in(arena);
    local = untagged.len > 0 ? untagged : local;
    for (size_t i = 0; i < local.len; i++) {
        if (local.ptr[i] != '.') {
            buf_put_char(&mailbox, local.ptr[i]);
        }
    }
    buf_put_char(&mailbox, '@');
    buf_put(&mailbox, host);
    return buf_str(&mailbox);
}
