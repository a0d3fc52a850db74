/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/message.h"

#include <gmime/gmime.h>

#include "base/buf.h"

#define HEADER_MAX 1000      /* bytes of a subject or name before encoding */
#define BODY_MAX (400 << 10) /* bytes of one part */

/* What may stand in a header: well-formed text in one line. */
static bool is_header_text(str s, size_t max)
{
    if (s.len > max || !str_is_utf8(s)) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 || c == 0x7f) {
            return false;
        }
    }
    return true;
}

static bool is_body(str s)
{
    return s.len <= BODY_MAX && str_is_utf8(s) && str_index(s, '\0') < 0;
}

bool mail_address_is_mailable(str address)
{
    if (address.len > 254 || !is_header_text(address, 254)) {
        return false;
    }
    for (size_t i = 0; i < address.len; i++) {
        if (str_index(STR(" \"(),:;<>[\\]"), address.ptr[i]) >= 0) {
            return false;
        }
    }
    str domain = {0};
    str local = str_cut(address, '@', &domain);
    return local.len > 0 && local.len <= 64 && local.ptr[0] != '-' && domain.len > 0 &&
           domain.ptr[0] != '.' && domain.ptr[0] != '-' && str_index(domain, '@') < 0;
}

static bool is_message_id(str id)
{
    return is_header_text(id, 300) && str_index(id, '@') > 0 && str_index(id, ' ') < 0 &&
           str_index(id, '<') < 0 && str_index(id, '>') < 0;
}

static bool is_mailable(const struct mail_message *message)
{
    return mail_address_is_mailable(message->from) && mail_address_is_mailable(message->to) &&
           is_header_text(message->from_name, HEADER_MAX) &&
           is_header_text(message->subject, HEADER_MAX) && is_message_id(message->message_id) &&
           is_body(message->text) && is_body(message->html);
}

/* A CR of its own, or before a dot, is read differently by different servers (request smuggling for
 * mail); in text it can only mean a line end. */
static const char *with_plain_line_ends(struct arena *arena, str s)
{
    char *out = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\r') {
            out[len++] = '\n';
            i += i + 1 < s.len && s.ptr[i + 1] == '\n';
        } else {
            out[len++] = s.ptr[i];
        }
    }
    return out;
}

/* Base64 when most of it is not ASCII: half the size of quoted-printable for Cyrillic. */
static GMimeContentEncoding encoding_for(str s)
{
    size_t high = 0;
    for (size_t i = 0; i < s.len; i++) {
        high += (unsigned char)s.ptr[i] >= 0x80;
    }
    return high > s.len / 6 ? GMIME_CONTENT_ENCODING_BASE64
                            : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static GMimeObject *text_part(struct arena *arena, const char *subtype, str body)
{
    GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);
    /* The charset before the text: the library would pick a national one otherwise. */
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, with_plain_line_ends(arena, body));
    g_mime_part_set_content_encoding(GMIME_PART(part), encoding_for(body));
    return GMIME_OBJECT(part);
}

static GMimeObject *body_of(struct arena *arena, const struct mail_message *message)
{
    GMimeObject *text = text_part(arena, "plain", message->text);
    if (message->html.len == 0) {
        return text;
    }
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    GMimeObject *html = text_part(arena, "html", message->html);
    g_mime_multipart_add(both, text);
    g_mime_multipart_add(both, html);
    g_object_unref(text);
    g_object_unref(html);
    return GMIME_OBJECT(both);
}

static void add_mailbox(InternetAddressList *list, const char *name, const char *address)
{
    InternetAddress *mailbox = internet_address_mailbox_new(name, address);
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(list, mailbox);
    g_object_unref(mailbox);
}

static void set_head(struct arena *arena, GMimeMessage *mime, const struct mail_message *message)
{
    const char *name = message->from_name.len > 0 ? str_z(arena, message->from_name) : NULL;
    add_mailbox(g_mime_message_get_from(mime), name, str_z(arena, message->from));
    add_mailbox(g_mime_message_get_to(mime), NULL, str_z(arena, message->to));
    g_mime_message_set_subject(mime, str_z(arena, message->subject), "utf-8");
    g_mime_message_set_message_id(mime, str_z(arena, message->message_id));
    GDateTime *date = g_date_time_new_from_unix_utc(message->date.us / WHEN_SECOND);
    if (date != NULL) {
        g_mime_message_set_date(mime, date);
        g_date_time_unref(date);
    }
    /* RFC 3834: no vacation notes in answer, please. */
    g_mime_object_set_header(GMIME_OBJECT(mime), "Auto-Submitted", "auto-generated", "utf-8");
}

static str as_bytes(struct arena *arena, GMimeMessage *mime)
{
    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    char *bytes = g_mime_object_to_string(GMIME_OBJECT(mime), options);
    str out = str_dup(arena, str_from_z(bytes));
    g_free(bytes);
    g_mime_format_options_free(options);
    return out;
}

err mail_message_build(struct arena *arena, const struct mail_message *message, str *out)
{
    if (!is_mailable(message)) {
        return ERR_INVALID;
    }
    static bool begun;
    if (!begun) {
        g_mime_init();
        begun = true;
    }
    GMimeMessage *mime = g_mime_message_new(TRUE);
    set_head(arena, mime, message);
    GMimeObject *body = body_of(arena, message);
    g_mime_message_set_mime_part(mime, body);
    g_object_unref(body);
    *out = as_bytes(arena, mime);
    g_object_unref(mime);
    return ERR_OK;
}
