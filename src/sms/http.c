/* SPDX-License-Identifier: Apache-2.0 */
#include "sms/http.h"

#include "base/buf.h"
#include "sms/fetch.h"

static str json_escaped(struct arena *arena, str s)
{
    struct buf out = buf_in(arena);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\') {
            buf_put_char(&out, '\\');
            buf_put_char(&out, (char)c);
        } else if (c < 0x20) {
            buf_printf(&out, "\\u%04x", c);
        } else {
            buf_put_char(&out, (char)c);
        }
    }
    return buf_str(&out);
}

static str xml_escaped(struct arena *arena, str s)
{
    struct buf out = buf_in(arena);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' || c < 0x20) {
            buf_printf(&out, "&#%u;", c);
        } else {
            buf_put_char(&out, (char)c);
        }
    }
    return buf_str(&out);
}

static str encoded(struct arena *arena, str value, enum sms_place place)
{
    switch (place) {
    case SMS_IN_URL:
        return fetch_percent(arena, value);
    case SMS_IN_JSON:
        return json_escaped(arena, value);
    case SMS_IN_XML:
        return xml_escaped(arena, value);
    case SMS_IN_HEADER:
        break;
    }
    return value;
}

static bool placeholder_value(const struct sms_http *gateway, const struct sms_message *message,
                              str name, str *out)
{
    const struct {
        str name, value;
    } known[] = {
        {STR("to"), message->to},
        {STR("digits"), str_skip(message->to, 1)},
        {STR("text"), message->text},
        {STR("id"), message->id},
        {STR("sender"), gateway->sender},
        {STR("user"), gateway->user},
        {STR("password"), gateway->password},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (str_eq(known[i].name, name)) {
            *out = known[i].value;
            return true;
        }
    }
    return false;
}

err sms_template_fill(struct arena *arena, const struct sms_http *gateway,
                      const struct sms_message *message, str pattern, enum sms_place place,
                      str *out)
{
    struct buf filled = buf_in(arena);
    while (pattern.len > 0) {
        str name = {0};
        str value = {0};
        if (!sms_placeholder_at(pattern, &name)) {
            buf_put_char(&filled, pattern.ptr[0]);
            pattern = str_skip(pattern, 1);
            continue;
        }
        if (!placeholder_value(gateway, message, name, &value)) {
            return ERR_INVALID;
        }
        buf_put(&filled, encoded(arena, value, place));
        pattern = str_skip(pattern, name.len + 2);
    }
    *out = buf_str(&filled);
    return ERR_OK;
}

/* Header lines from "A: b | C: d"; controls in a value would make headers of their own. */
static bool header_lines(struct arena *arena, str headers, str *out)
{
    struct buf lines = buf_in(arena);
    for (size_t i = 0; i < headers.len; i++) {
        if ((unsigned char)headers.ptr[i] < 0x20) {
            return false;
        }
    }
    while (headers.len > 0) {
        buf_put(&lines, str_trim(str_cut(headers, '|', &headers)));
        buf_put_char(&lines, '\n');
    }
    *out = buf_str(&lines);
    return true;
}

static str content_type_of(struct arena *arena, str header_text)
{
    str lower = str_lower(arena, header_text);
    ptrdiff_t at = str_find(lower, STR("content-type:"));
    if (at < 0) {
        return (str){0};
    }
    str rest = {0};
    return str_trim(
        str_cut(str_skip(lower, (size_t)at + sizeof("content-type:") - 1), '\n', &rest));
}

static enum sms_place place_of_body(str content_type, str body)
{
    if (content_type.len == 0) {
        str start = str_trim(body);
        bool json = str_starts(start, STR("{\"")) || str_starts(start, STR("[")) ||
                    (str_starts(start, STR("{")) && str_index(start, '"') > 0);
        return json ? SMS_IN_JSON : SMS_IN_URL;
    }
    if (str_find(content_type, STR("json")) >= 0) {
        return SMS_IN_JSON;
    }
    return str_find(content_type, STR("xml")) >= 0 ? SMS_IN_XML : SMS_IN_URL;
}

static err request_of(struct arena *arena, const struct sms_http *gateway,
                      const struct sms_message *message, struct fetch *fetch)
{
    str filled = {0};
    err e = sms_template_fill(arena, gateway, message, gateway->headers, SMS_IN_HEADER, &filled);
    if (e != ERR_OK || !header_lines(arena, filled, &fetch->headers)) {
        return ERR_INVALID;
    }
    str type = content_type_of(arena, fetch->headers);
    enum sms_place place = place_of_body(type, gateway->body);
    if (fetch->post && type.len == 0) {
        fetch->headers = str_printf(
            arena, "%" STR_FMT "Content-Type: %s\n", STR_ARG(fetch->headers),
            place == SMS_IN_JSON ? "application/json" : "application/x-www-form-urlencoded");
    }
    e = sms_template_fill(arena, gateway, message, gateway->url, SMS_IN_URL, &fetch->url);
    if (e == ERR_OK) {
        e = sms_template_fill(arena, gateway, message, gateway->body, place, &fetch->body);
    }
    return e;
}

/* A wrong password or an exhausted account is the operator's to mend, and so is an answer that does
 * not pass the test: the message waits. Other 4xx are about this message. */
static enum delivery_verdict verdict_of(int status, bool passed)
{
    if (status >= 200 && status < 300) {
        return passed ? DELIVERY_SENT : DELIVERY_RETRY;
    }
    bool about_us = status == 401 || status == 402 || status == 403 || status == 404 ||
                    status == 407 || status == 408 || status == 425 || status == 429;
    return status >= 400 && status < 500 && !about_us ? DELIVERY_FINAL : DELIVERY_RETRY;
}

void sms_http_send(struct arena *arena, const struct sms_http *gateway,
                   const struct sms_message *message, struct delivery *out)
{
    struct fetch fetch = {
        .post = !str_eq_nocase(gateway->method, STR("GET")),
        .ca_file = gateway->ca_file,
        .allow_plain = gateway->allow_plain,
        .timeout_ms = gateway->timeout_ms,
    };
    *out = (struct delivery){.verdict = DELIVERY_RETRY};
    if (request_of(arena, gateway, message, &fetch) != ERR_OK) {
        out->story = STR("the gateway's template has an unknown {placeholder} or a bad header");
        return;
    }
    struct fetch_answer answer;
    fetch_do(arena, &fetch, &answer);
    bool passed = gateway->ok.len == 0 || str_find(answer.body, gateway->ok) >= 0;
    out->code = answer.status;
    out->verdict = verdict_of(answer.status, passed);
    out->story = answer.status == 0 ? answer.story : str_sub(answer.body, 0, 200);
}
