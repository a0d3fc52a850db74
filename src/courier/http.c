/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/http.h"

#include <curl/curl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "courier/address.h"

#define CONNECT_TIMEOUT_MS 10000L

struct exchange {
    str networks;
    bool plain;   /* http:// */
    bool refused; /* an address it may not go to */
    size_t most;
    bool too_long;
    struct buf body;
};

/* Called with each address a name stands for, when it is about to be connected to. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct exchange *exchange = context;
    bool is_private = address_is_in(&to->addr, exchange->networks);
    bool may = is_private || (!exchange->plain && address_is_public(&to->addr));
    if (purpose != CURLSOCKTYPE_IPCXN || !may) {
        exchange->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take_bytes(char *from, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    size_t len = size * count;
    if (len > exchange->most - exchange->body.len) {
        exchange->too_long = true;
        return 0;
    }
    buf_put(&exchange->body, (str){from, len});
    return len;
}

static bool has_controls(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 || c == 0x7f) {
            return true;
        }
    }
    return false;
}

/* A line of its own for each header; NULL when one of them is none. */
static struct curl_slist *header_list(struct arena *arena, str headers)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    while (list != NULL && headers.len > 0) {
        str line = str_trim(str_cut(headers, '\n', &headers));
        if (line.len > 0 && (has_controls(line) || str_index(line, ':') <= 0)) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = line.len > 0 ? curl_slist_append(list, str_z(arena, line)) : list;
    }
    return list;
}

static void set_limits(CURL *curl, struct arena *arena, const struct courier_job *job)
{
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (job->ca_file.len > 0) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, str_z(arena, job->ca_file));
    }
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)job->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "kabinet");
}

static void set_request(CURL *curl, struct arena *arena, const struct courier_job *job)
{
    curl_easy_setopt(curl, CURLOPT_URL, str_z(arena, job->url));
    if (job->body.len > 0 || str_eq(job->method, STR("POST"))) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)job->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, str_z(arena, job->body));
    }
    if (!str_eq(job->method, STR("GET"))) {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, str_z(arena, job->method));
    }
}

static str why(struct arena *arena, const struct exchange *exchange, const char *reason)
{
    if (exchange->too_long) {
        return STR("the answer was longer than allowed");
    }
    if (exchange->refused && exchange->plain) {
        return STR("http:// goes to networks of outside.private_networks alone");
    }
    return exchange->refused ? STR("the address is not public, nor in outside.private_networks")
                             : str_dup(arena, str_from_z(reason));
}

static void perform(CURL *curl, struct arena *arena, struct exchange *exchange,
                    struct courier_answer *out)
{
    char reason[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK) {
        const char *said = reason[0] != '\0' ? reason : curl_easy_strerror(result);
        out->delivery.story = why(arena, exchange, said);
        return;
    }
    str body = buf_str(&exchange->body);
    bool is_text = str_is_utf8(body) && str_index(body, '\0') < 0;
    out->delivery = (struct delivery){
        .verdict = DELIVERY_SENT,
        .code = (int)status,
        .story = is_text ? STR("answered") : STR("answered, but not in UTF-8"),
    };
    out->body = is_text ? body : STR("");
}

static bool may_be_sent(const struct courier_job *job)
{
    bool known = str_starts(job->url, STR("https://")) || str_starts(job->url, STR("http://"));
    return known && !has_controls(job->url) && job->method.len > 0 && !has_controls(job->method) &&
           job->answer_max > 0;
}

void courier_http(struct arena *arena, const struct courier_job *job, struct courier_answer *out)
{
    *out = (struct courier_answer){.delivery = {DELIVERY_FINAL, 0, STR("not an HTTP request")}};
    struct curl_slist *headers = header_list(arena, job->headers);
    if (!may_be_sent(job) || headers == NULL) {
        curl_slist_free_all(headers);
        return;
    }
    struct exchange exchange = {
        .networks = job->networks,
        .plain = str_starts(job->url, STR("http://")),
        .most = (size_t)job->answer_max,
        .body = buf_in(arena),
    };
    out->delivery = (struct delivery){DELIVERY_RETRY, 0, STR("")};
    CURL *curl = curl_easy_init();
    CHECK(curl != NULL);
    set_limits(curl, arena, job);
    set_request(curl, arena, job);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    perform(curl, arena, &exchange, out);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}
