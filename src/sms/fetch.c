/* SPDX-License-Identifier: Apache-2.0 */
#include "sms/fetch.h"

#include <curl/curl.h>

#include "base/buf.h"
#include "base/check.h"
#include "system/settings.h"

#define ANSWER_MAX 16384
#define CONNECT_TIMEOUT_MS 10000L

str fetch_percent(struct arena *arena, str s)
{
    struct buf out = buf_in(arena);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            buf_put_char(&out, (char)c);
        } else {
            buf_printf(&out, "%%%02X", c);
        }
    }
    return buf_str(&out);
}

/* Keeps the beginning and swallows the rest: the status has been read by then, and cutting the
 * connection would make a taken message look refused. */
static size_t keep_bytes(char *from, size_t size, size_t count, void *context)
{
    struct buf *answer = context;
    size_t len = size * count;
    size_t room = ANSWER_MAX - answer->len;
    buf_put(answer, (str){from, len < room ? len : room});
    return len;
}

static struct curl_slist *header_list(struct arena *arena, str headers)
{
    /* No "Expect: 100-continue": small gateways answer it with an error. */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    while (headers.len > 0) {
        str line = str_trim(str_cut(headers, '\n', &headers));
        if (line.len > 0) {
            list = curl_slist_append(list, str_z(arena, line));
        }
    }
    CHECK(list != NULL);
    return list;
}

static void set_request(CURL *curl, struct arena *arena, const struct fetch *fetch)
{
    curl_easy_setopt(curl, CURLOPT_URL, str_z(arena, fetch->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (fetch->ca_file.len > 0) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, str_z(arena, fetch->ca_file));
    }
    if (fetch->post) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)fetch->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, str_z(arena, fetch->body));
    }
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)fetch->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "kabinet");
}

static bool url_may_be_used(const struct fetch *fetch)
{
    return str_starts(fetch->url, STR("https://")) ||
           (str_starts(fetch->url, STR("http://")) &&
            (fetch->allow_plain || url_is_loopback(fetch->url)));
}

void fetch_do(struct arena *arena, const struct fetch *fetch, struct fetch_answer *out)
{
    *out = (struct fetch_answer){0};
    if (!url_may_be_used(fetch)) {
        out->story = STR("the gateway's URL must be https://, or http:// to a loopback address");
        return;
    }
    CURL *curl = curl_easy_init();
    CHECK(curl != NULL);
    char story[CURL_ERROR_SIZE] = "";
    struct buf answer = buf_in(arena);
    struct curl_slist *headers = header_list(arena, fetch->headers);
    set_request(curl, arena, fetch);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, story);

    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    if (result == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    }
    out->status = (int)status;
    out->body = buf_str(&answer);
    out->story = str_dup(arena, str_from_z(story[0] != '\0' ? story : curl_easy_strerror(result)));
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}
