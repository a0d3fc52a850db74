/* SPDX-License-Identifier: Apache-2.0 */
#include "system/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "system/clock.h"
#include "system/json_text.h"
#include "system/log_sample.h"

#define LINE_MAX_BYTES 8192
#define VALUE_MAX_BYTES 1024

/* One line being written. A part that does not fit is left out whole. */
struct line {
    char text[LINE_MAX_BYTES];
    size_t len;
};

static atomic_int least_level = LOG_LEVEL_INFO;
static atomic_int log_fd = STDERR_FILENO;
static _Thread_local str request;

static const char *const level_words[] = {"error", "warning", "info", "debug"};

void log_set_level(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

bool log_level_from(str word, enum log_level *out)
{
    for (size_t i = 0; i < ARRAY_LEN(level_words); i++) {
        if (str_eq(word, str_from_z(level_words[i]))) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_request_begin(str request_id)
{
    request = request_id;
}

void log_request_end(void)
{
    request = (str){0};
}

void log_to_fd(int fd)
{
    atomic_store(&log_fd, fd);
}

static void put(struct line *line, const char *text, size_t len)
{
    memcpy(line->text + line->len, text, len);
    line->len += len;
}

/* ,"name":"value" with at most VALUE_MAX_BYTES of value. */
static void put_text(struct line *line, const char *name, str value)
{
    char piece[VALUE_MAX_BYTES + 100];
    int head = snprintf(piece, 80, "%s\"%.60s\":\"", line->len == 0 ? "{" : ",", name);
    size_t len = (size_t)head;
    len += json_escaped(piece + len, VALUE_MAX_BYTES, value);
    piece[len++] = '"';
    if (line->len + len + 2 <= sizeof line->text) {
        put(line, piece, len);
    }
}

static void put_bare(struct line *line, const char *name, const char *value)
{
    char piece[128];
    int len = snprintf(piece, sizeof piece, ",\"%.60s\":%s", name, value);
    if (line->len + (size_t)len + 2 <= sizeof line->text) {
        put(line, piece, (size_t)len);
    }
}

static void put_fields(struct line *line, va_list args)
{
    for (;;) {
        enum log_field field = (enum log_field)va_arg(args, int);
        if (field == LOG_FIELD_END) {
            return;
        }
        const char *name = va_arg(args, const char *);
        char number[32];
        str text;
        switch (field) {
        case LOG_FIELD_STR:
            put_text(line, name, va_arg(args, str));
            break;
        case LOG_FIELD_STR_IF_ANY:
            text = va_arg(args, str);
            if (text.len > 0) {
                put_text(line, name, text);
            }
            break;
        case LOG_FIELD_Z:
            put_text(line, name, str_from_z(va_arg(args, const char *)));
            break;
        case LOG_FIELD_INT:
            snprintf(number, sizeof number, "%" PRId64, va_arg(args, int64_t));
            put_bare(line, name, number);
            break;
        case LOG_FIELD_BOOL:
            put_bare(line, name, va_arg(args, int) ? "true" : "false");
            break;
        case LOG_FIELD_END:
            return;
        }
    }
}

static void put_time(struct line *line)
{
    char text[40];
    when now = clock_now();
    struct civil c = when_to_civil(now);
    int len = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month,
                       c.day, c.hour, c.minute, c.second, c.microsecond / 1000);
    put_text(line, "at", (str){text, (size_t)len});
}

#define SAMPLES 64

/* A warning or an error in a request is something that anybody outside may be able to repeat as
 * often as they like. Messages are literals, so their place in memory names them; two that share a
 * sample share its lines in a flood. */
static bool is_left_out(enum log_level level, const char *message, int64_t *out_left_out)
{
    static struct log_sample samples[SAMPLES];
    if (request.len == 0 || level > LOG_LEVEL_WARNING) {
        return false;
    }
    return !log_sample_takes(&samples[(uintptr_t)message / 8 % SAMPLES], out_left_out);
}

static void log_line(enum log_level level, const char *message, va_list args)
{
    if ((int)level > atomic_load_explicit(&least_level, memory_order_relaxed)) {
        return;
    }
    int64_t left_out = 0;
    if (is_left_out(level, message, &left_out)) {
        return;
    }
    struct line line = {.len = 0};
    put_time(&line);
    put_text(&line, "level", str_from_z(level_words[level]));
    put_text(&line, "message", str_from_z(message));
    if (request.len > 0) {
        put_text(&line, "request", request);
    }
    put_fields(&line, args);
    if (left_out > 0) {
        char number[32];
        snprintf(number, sizeof number, "%" PRId64, left_out);
        put_bare(&line, "left_out", number);
    }
    put(&line, "}\n", 2);
    /* A log that cannot be written has nowhere to be reported. */
    ssize_t written =
        write(atomic_load_explicit(&log_fd, memory_order_relaxed), line.text, line.len);
    (void)written;
}

#define LOG_FUNCTION(name, level)                                                                  \
    void name(const char *message, ...)                                                            \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, message);                                                                   \
        log_line(level, message, args);                                                            \
        va_end(args);                                                                              \
    }
LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
#undef LOG_FUNCTION
