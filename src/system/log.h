/* SPDX-License-Identifier: Apache-2.0 */
/* One JSON line per event on stderr. The message says what happened, fields say to whom:
 *
 *     log_warning("mail refused", LOG_STR("to_host", host), LOG_INT("code", 550), LOG_END);
 *
 * Levels: error (someone must act), warning, info, debug. Each error once, where it is met. Between
 * log_request_begin and log_request_end every line of the thread carries the request's id. In a
 * flood of the same warning or error from requests one line a second is written, which tells how
 * many were left out (system/log_sample.h). There is no field type for struct secret, and none must
 * be invented. A line is one write: lines of threads do not mix. Values over 1 kB are cut. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lets only text through: a struct secret in its place does not compile. */
static inline str log_only_str(str s)
{
    return s;
}

/* A field is three arguments: type, name, value. */
enum log_field {
    LOG_FIELD_END,
    LOG_FIELD_STR,
    LOG_FIELD_STR_IF_ANY,
    LOG_FIELD_Z,
    LOG_FIELD_INT,
    LOG_FIELD_BOOL
};
#define LOG_STR(name, value) (int)LOG_FIELD_STR, "" name, log_only_str(value)
/* Left out of the line when the text is empty. */
#define LOG_STR_IF_ANY(name, value) (int)LOG_FIELD_STR_IF_ANY, "" name, log_only_str(value)
#define LOG_Z(name, value) (int)LOG_FIELD_Z, "" name, (const char *)(value)
#define LOG_INT(name, value) (int)LOG_FIELD_INT, "" name, (int64_t)(value)
#define LOG_BOOL(name, value) (int)LOG_FIELD_BOOL, "" name, (int)(value)
#define LOG_END (int)LOG_FIELD_END

void log_error(const char *message, ...);
void log_warning(const char *message, ...);
void log_info(const char *message, ...);
void log_debug(const char *message, ...);

/* Lines of lesser weight than this are not written; info until told otherwise. */
void log_set_level(enum log_level least);
/* "error", "warning", "info" or "debug"; false for anything else. */
bool log_level_from(str word, enum log_level *out);

/* The request this thread works for; the text must live until log_request_end. */
void log_request_begin(str request_id);
void log_request_end(void);

/* Where lines go instead of stderr; for tests. */
void log_to_fd(int fd);
