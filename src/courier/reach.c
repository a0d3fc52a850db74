/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/reach.h"

#include <curl/curl.h>

#include "system/settings.h"

/* The same verification of TLS as when mail is sent. */
static long use_ssl_for(const struct courier_job *job)
{
    if (str_eq(job->tls, STR("off"))) {
        return CURLUSESSL_NONE;
    }
    bool may_be_plain = !str_eq(job->tls, STR("required")) && url_is_loopback(job->url);
    return may_be_plain ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

/* The address without path and placeholders: connecting needs no more. */
static str origin_of(str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    if (scheme < 0) {
        return url;
    }
    str host = str_skip(url, (size_t)scheme + 3);
    ptrdiff_t slash = str_index(host, '/');
    return slash < 0 ? url : str_sub(url, 0, (size_t)(scheme + 3 + slash));
}

void courier_reach(struct arena *arena, const struct courier_job *job, struct delivery *out)
{
    char reason[CURL_ERROR_SIZE] = "";
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        *out = (struct delivery){DELIVERY_RETRY, 0, STR("no memory for a connection")};
        return;
    }
    curl_easy_setopt(curl, CURLOPT_URL, str_z(arena, origin_of(job->url)));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps,http,https");
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, use_ssl_for(job));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)job->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    if (job->ca_file.len > 0) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, str_z(arena, job->ca_file));
    }
    if (job->user.len > 0 && str_starts(job->url, STR("smtp"))) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_z(arena, job->user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_z(arena, job->password));
    }
    CURLcode result = curl_easy_perform(curl);
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    str why = str_from_z(reason[0] != '\0' ? reason : curl_easy_strerror(result));
    *out = (struct delivery){
        .verdict = result == CURLE_OK ? DELIVERY_SENT : DELIVERY_RETRY,
        .code = (int)code,
        .story = result == CURLE_OK ? STR("reachable") : str_dup(arena, why),
    };
    curl_easy_cleanup(curl);
}
