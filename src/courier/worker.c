/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/worker.h"

#include <curl/curl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "courier/confine.h"
#include "courier/frame.h"
#include "courier/http.h"
#include "courier/job.h"
#include "courier/print.h"
#include "courier/reach.h"
#include "mail/message.h"
#include "mail/smtp.h"
#include "sms/http.h"
#include "sms/kannel.h"

#define JOB_MEMORY ((size_t)16 << 20)
#define MEMORY_LIMIT ((rlim_t)512 << 20)
#define FILE_LIMIT 32
#define IDLE_MS 200
#define PRINTED_IDLE_MS 20000

static enum smtp_tls tls_from(str word)
{
    if (str_eq(word, STR("off"))) {
        return SMTP_TLS_OFF;
    }
    return str_eq(word, STR("required")) ? SMTP_TLS_REQUIRED : SMTP_TLS_AUTO;
}

static void do_mail(struct arena *arena, const struct courier_job *job, struct delivery *out)
{
    struct mail_message message = {
        .from = job->from,
        .from_name = job->from_name,
        .to = job->to,
        .subject = job->subject,
        .text = job->text,
        .html = job->html,
        .message_id = job->id,
        .date = job->date,
    };
    struct smtp_server server = {
        .url = job->url,
        .user = job->user,
        .password = job->password,
        .ca_file = job->ca_file,
        .tls = tls_from(job->tls),
        .timeout_ms = job->timeout_ms,
    };
    str mail = {0};
    if (mail_message_build(arena, &message, &mail) != ERR_OK) {
        *out = (struct delivery){DELIVERY_FINAL, 0, STR("cannot be mailed: bad address or text")};
        return;
    }
    smtp_send(arena, &server, job->from, job->to, mail, out);
}

static void do_sms_http(struct arena *arena, const struct courier_job *job, struct delivery *out)
{
    struct sms_message message = {job->to, job->text, job->id};
    struct sms_http gateway = {
        .url = job->url,
        .method = job->method,
        .headers = job->headers,
        .body = job->body,
        .ok = job->ok,
        .sender = job->sender,
        .user = job->user,
        .password = job->password,
        .ca_file = job->ca_file,
        .allow_plain = job->allow_plain,
        .timeout_ms = job->timeout_ms,
    };
    sms_http_send(arena, &gateway, &message, out);
}

static void do_sms_kannel(struct arena *arena, const struct courier_job *job, struct delivery *out)
{
    struct sms_message message = {job->to, job->text, job->id};
    struct sms_kannel box = {
        .url = job->url,
        .user = job->user,
        .password = job->password,
        .sender = job->sender,
        .ca_file = job->ca_file,
        .allow_plain = job->allow_plain,
        .timeout_ms = job->timeout_ms,
    };
    sms_kannel_send(arena, &box, &message, out);
}

static str do_message(struct arena *arena, const struct courier_job *job)
{
    struct delivery outcome = {0};
    switch (job->kind) {
    case COURIER_MAIL:
        do_mail(arena, job, &outcome);
        break;
    case COURIER_SMS_HTTP:
        do_sms_http(arena, job, &outcome);
        break;
    case COURIER_SMS_KANNEL:
        do_sms_kannel(arena, job, &outcome);
        break;
    case COURIER_REACH:
        courier_reach(arena, job, &outcome);
        break;
    case COURIER_HTTP:
    case COURIER_PRINT:
        break;
    }
    return courier_outcome_write(arena, &outcome);
}

/* From then on this worker is a big one. */
static bool has_printed;

/* Gives the frame to answer with. */
static str do_job(struct arena *arena, str json)
{
    struct courier_job job;
    struct courier_answer answer = {
        .delivery = {DELIVERY_FINAL, 0, STR("not a job: text that is not UTF-8?")}};
    if (courier_job_read(arena, json, &job) != ERR_OK) {
        return courier_answer_write(arena, &answer);
    }
    job.ca_file = confine_certificates(arena, job.ca_file);
    if (job.kind == COURIER_HTTP) {
        courier_http(arena, &job, &answer);
    } else if (job.kind == COURIER_PRINT) {
        has_printed = true;
        courier_print(arena, &job, &answer);
    } else {
        return do_message(arena, &job);
    }
    return courier_answer_write(arena, &answer);
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit both = {most, most};
    (void)setrlimit(what, &both);
}

/* Enough for one message at a time; nothing can be written to a file, and no core holds a code. */
static void take_limits(void)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, FILE_LIMIT);
#if !defined(__SANITIZE_ADDRESS__)
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_AS, MEMORY_LIMIT);
#endif
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* Keeps the mail server on the line while jobs follow each other closely. */
static void hang_up_when_idle(int fd)
{
    struct pollfd job = {.fd = fd, .events = POLLIN};
    if (poll(&job, 1, IDLE_MS) == 0) {
        smtp_hang_up();
        if (has_printed && poll(&job, 1, PRINTED_IDLE_MS) == 0) {
            _exit(0); /* the keeper begins a small one in its place */
        }
    }
}

_Noreturn void worker_run(int fd)
{
    (void)prctl(PR_SET_NAME, "kabinet-worker");
    take_limits();
    if (!confine_worker()) {
        _exit(1);
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct arena arena;
    arena_init_with_reserve(&arena, JOB_MEMORY);
    for (;;) {
        arena_reset(&arena);
        str json = {0};
        hang_up_when_idle(fd);
        if (frame_read(fd, &arena, 0, &json) != FRAME_OK) {
            _exit(0);
        }
        str answer = do_job(&arena, json);
        /* Cut short by a lack of memory: the keeper says that the job was lost. */
        if (arena_is_exhausted(&arena) || frame_write(fd, answer, 0) != FRAME_OK) {
            _exit(0);
        }
    }
}
