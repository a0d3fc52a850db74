/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "system/settings.h"

#define CONNECT_TIMEOUT_MS 10000L
#define MAILS_PER_CONNECTION 50
#define GOODBYE_S 2

struct upload {
    str rest;
};

static size_t give_bytes(char *to, size_t size, size_t count, void *context)
{
    struct upload *upload = context;
    size_t room = size * count;
    size_t len = upload->rest.len < room ? upload->rest.len : room;
    memcpy(to, upload->rest.ptr, len);
    upload->rest = str_skip(upload->rest, len);
    return len;
}

/* Faults between us and the server: the operator's to mend, so the message waits, whatever code the
 * dialogue had reached. */
static bool is_our_fault(CURLcode result, long code, bool began_upload)
{
    if (code == 530 || code == 534 || code == 535 || code == 538) {
        return true; /* wants a login or TLS first (RFC 4954) */
    }
    if (result == CURLE_WEIRD_SERVER_REPLY || result == CURLE_REMOTE_ACCESS_DENIED) {
        return !began_upload; /* refused us at the door, before it saw the message */
    }
    return result == CURLE_LOGIN_DENIED || result == CURLE_USE_SSL_FAILED ||
           result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CONNECT_ERROR ||
           result == CURLE_SSL_CACERT_BADFILE || result == CURLE_OPERATION_TIMEDOUT;
}

static long use_ssl_for(const struct smtp_server *server)
{
    switch (server->tls) {
    case SMTP_TLS_OFF:
        return CURLUSESSL_NONE;
    case SMTP_TLS_REQUIRED:
        return CURLUSESSL_ALL;
    case SMTP_TLS_AUTO:
        break;
    }
    return url_is_loopback(server->url) ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

/* curl greets with the path of the URL; the sender's domain is a better name than a container's. */
static const char *url_with_greeting(struct arena *arena, const struct smtp_server *server,
                                     str from)
{
    str host = str_skip(server->url, (size_t)(str_find(server->url, STR("://")) + 3));
    if (str_index(host, '/') >= 0 || str_index(from, '@') < 0) {
        return str_z(arena, server->url);
    }
    str domain = str_skip(from, (size_t)str_index(from, '@') + 1);
    return str_z(
        arena, str_printf(arena, "%" STR_FMT "/%" STR_FMT, STR_ARG(server->url), STR_ARG(domain)));
}

static void set_server(CURL *curl, struct arena *arena, const struct smtp_server *server, str from)
{
    curl_easy_setopt(curl, CURLOPT_URL, url_with_greeting(arena, server, from));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, use_ssl_for(server));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (server->ca_file.len > 0) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, str_z(arena, server->ca_file));
    }
    if (server->user.len > 0) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_z(arena, server->user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_z(arena, server->password));
    }
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* no proxy from the environment */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)server->timeout_ms);
}

static str in_brackets(struct arena *arena, str address)
{
    return str_printf(arena, "<%" STR_FMT ">", STR_ARG(address));
}

/* The connection that waits for the next mail: greeting, TLS and login cost more than a mail does.
 * Only for the very same server, account and trust. */
static struct {
    CURL *curl;
    char *server;
    int mails;
} kept;

static volatile sig_atomic_t leaving = -1;

static void leave(int signal_number)
{
    (void)signal_number;
    shutdown(leaving, SHUT_RDWR);
}

/* Says QUIT, but does not wait two minutes for the answer, as the library would. */
static void say_goodbye(CURL *curl)
{
    curl_socket_t server = CURL_SOCKET_BAD;
    struct sigaction action = {.sa_handler = leave};
    curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &server);
    leaving = server;
    sigaction(SIGALRM, &action, NULL);
    alarm(GOODBYE_S);
    curl_easy_cleanup(curl);
    alarm(0);
}

void smtp_hang_up(void)
{
    if (kept.curl != NULL) {
        say_goodbye(kept.curl);
    }
    free(kept.server);
    kept.curl = NULL;
    kept.server = NULL;
    kept.mails = 0;
}

static CURL *connection_to(struct arena *arena, const struct smtp_server *server)
{
    const char *name = str_z(
        arena, str_printf(arena, "%" STR_FMT "\n%" STR_FMT "\n%" STR_FMT "\n%" STR_FMT "\n%d",
                          STR_ARG(server->url), STR_ARG(server->user), STR_ARG(server->password),
                          STR_ARG(server->ca_file), (int)server->tls));
    if (kept.curl != NULL &&
        (kept.mails >= MAILS_PER_CONNECTION || strcmp(kept.server, name) != 0)) {
        smtp_hang_up();
    }
    if (kept.curl == NULL) {
        kept.curl = curl_easy_init();
        kept.server = strdup(name);
        CHECK(kept.curl != NULL && kept.server != NULL);
    }
    kept.mails++;
    return kept.curl;
}

struct exchange {
    CURLcode result;
    long code;
    bool began_upload;
    bool used_kept; /* the connection was there before */
};

static struct exchange exchange(CURL *curl, str mail)
{
    struct upload upload = {mail};
    long connections = 0;
    struct exchange done = {0};
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    done.result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &done.code);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    done.began_upload = upload.rest.len < mail.len;
    done.used_kept = connections == 0;
    return done;
}

static bool was_lost(CURLcode result)
{
    return result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING ||
           result == CURLE_OPERATION_TIMEDOUT || result == CURLE_COULDNT_CONNECT;
}

/* The server's final reply to this mail, or 0. The library gives the last code of the dialogue,
 * which may be to an earlier step (354: go on) before the line was lost; and 421 is a server that
 * closes, whatever it was given. */
static long reply_to_mail(const struct exchange *done)
{
    if (done->result == CURLE_OK) {
        return done->code;
    }
    bool is_earlier = was_lost(done->result) && !done->began_upload; /* no refusal before 354 */
    return done->code >= 400 && done->code != 421 && !is_earlier ? done->code : 0;
}

static enum delivery_verdict verdict_of(const struct exchange *done)
{
    if (done->result == CURLE_OK) {
        return DELIVERY_SENT;
    }
    long code = reply_to_mail(done);
    bool refused =
        code >= 500 && code < 600 && !is_our_fault(done->result, code, done->began_upload);
    return refused ? DELIVERY_FINAL : DELIVERY_RETRY;
}

/* The server had given up on the kept connection: nothing of this mail was taken. */
static bool was_stale(const struct exchange *done)
{
    return done->result != CURLE_OK && done->used_kept && !done->began_upload &&
           (done->code == 0 || done->code == 421);
}

void smtp_send(struct arena *arena, const struct smtp_server *server, str from, str to, str mail,
               struct delivery *out)
{
    if (!str_starts(server->url, STR("smtp://")) && !str_starts(server->url, STR("smtps://"))) {
        *out = (struct delivery){DELIVERY_RETRY, 0,
                                 STR("the mail server's URL must begin with smtp:// or smtps://")};
        return;
    }
    CURL *curl = connection_to(arena, server);
    char story[CURL_ERROR_SIZE] = "";
    struct curl_slist *recipients = curl_slist_append(NULL, in_brackets(arena, to).ptr);
    CHECK(recipients != NULL);
    set_server(curl, arena, server, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, in_brackets(arena, from).ptr);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, story);
    struct exchange done = exchange(curl, mail);
    if (was_stale(&done)) {
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
        done = exchange(curl, mail);
    }
    *out = (struct delivery){
        .verdict = verdict_of(&done),
        .code = (int)reply_to_mail(&done),
        .story = str_dup(arena, str_from_z(done.result == CURLE_OK ? "accepted"
                                           : story[0] != '\0'      ? story
                                                              : curl_easy_strerror(done.result))),
    };
    curl_slist_free_all(recipients);
    curl_easy_reset(curl); /* it must not remember what ends with this call */
    if (done.result != CURLE_OK) {
        smtp_hang_up();
    }
}
