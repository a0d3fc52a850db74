/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of drivers outside and how their words are read: never believed, only parsed. */
#include "base/buf.h"
#include "base/text.h"
#include "features/provisioning/driver.h"
#include "json/writer.h"
#include "system/clock.h"
#include "system/log.h"

#define REPORTS_MAX 200
#define STEP_BYTES 400
#define ERROR_BYTES 500
#define PAUSE_LEAST 5
#define PAUSE_USUAL 30
#define PAUSE_MOST 3600

static str of_config(struct arena *arena, str config, const char *key)
{
    struct json_node node;
    str value = STR("");
    bool is_there =
        json_read(arena, config, &node) == ERR_OK && json_get_str(&node, str_from_z(key), &value);
    return is_there ? value : STR("");
}

str operation_config(struct arena *arena, const struct operation *operation, const char *key)
{
    return of_config(arena, operation->config, key);
}

str attempt_request(const struct attempt *attempt)
{
    const struct operation *operation = &attempt->operation;
    struct buf buf = buf_in(attempt->run->arena);
    struct json json = json_into(&buf);
    json_obj(&json);
    json_key(&json, "operation"), json_str(&json, operation->id.text);
    json_key(&json, "kind"), json_str(&json, operation_kind_word(operation->kind));
    json_key(&json, "subject"), json_str(&json, operation->subject);
    json_key(&json, "account"), json_str(&json, operation->account.text);
    json_key(&json, "attempt"), json_i64(&json, operation->attempts + 1);
    json_end(&json);
    /* Both were checked to be objects when the operation was asked for. */
    buf.len--;
    buf_put(&buf, STR(",\"config\":"));
    buf_put(&buf, operation->config);
    buf_put(&buf, STR(",\"payload\":"));
    buf_put(&buf, operation->payload);
    buf_put(&buf, STR("}"));
    return buf_str(&buf);
}

str words_cut(str s, size_t most)
{
    size_t len = s.len < most ? s.len : most;
    while (len > 0 && len < s.len && ((unsigned char)s.ptr[len] & 0xc0) == 0x80) {
        len--;
    }
    return str_sub(s, 0, len);
}

/* What a hook or a web address says is read by people. */
static str plain_of(struct arena *arena, str text)
{
    return str_is_utf8(text) ? text_plain(arena, text) : STR("its words are not UTF-8");
}

void attempt_fail(struct attempt *attempt, enum outcome outcome, str error)
{
    attempt->outcome = outcome;
    attempt->error = words_cut(plain_of(attempt->run->arena, error), ERROR_BYTES);
}

static str step_of(struct arena *arena, const struct json_node *node, str key, str otherwise)
{
    str step = otherwise;
    (void)json_get_str(node, key, &step);
    return words_cut(text_plain(arena, step), STEP_BYTES);
}

static bool report_of(struct arena *arena, const struct json_node *node,
                      struct operation_report *out)
{
    int64_t percent = 0;
    if (!json_get_i64(node, STR("progress"), &percent) || percent < 0 || percent > 100) {
        return false;
    }
    str step = step_of(arena, node, STR("step"), STR(""));
    *out = (struct operation_report){
        .percent = percent,
        .step_en = step,
        .step_uk = step_of(arena, node, STR("step_uk"), step),
    };
    return true;
}

bool report_read(struct arena *arena, str words, struct operation_report *out)
{
    struct json_node node;
    return json_read(arena, words, &node) == ERR_OK && report_of(arena, &node, out);
}

static void take_pending(struct attempt *attempt, const struct json_node *node)
{
    int64_t after = PAUSE_USUAL;
    (void)json_get_i64(node, STR("after"), &after);
    after = after < PAUSE_LEAST ? PAUSE_LEAST : after;
    after = after > PAUSE_MOST ? PAUSE_MOST : after;
    attempt->outcome = OUTCOME_PENDING;
    attempt->pause_us = after * WHEN_SECOND;
}

void attempt_take_answer(struct attempt *attempt, str words)
{
    struct arena *arena = attempt->run->arena;
    struct json_node node;
    struct operation_report report;
    bool flag = false;
    bool may_retry = true;
    str error = STR("");
    str text = str_trim(words);
    if (text.len == 0) {
        attempt_fail(attempt, OUTCOME_AGAIN, STR("ended without an answer"));
    } else if (json_read(arena, text, &node) != ERR_OK || node.kind != JSON_KIND_OBJECT) {
        attempt_fail(attempt, OUTCOME_AGAIN,
                     str_printf(arena, "the answer is no JSON object: %" STR_FMT,
                                STR_ARG(words_cut(text, 200))));
    } else if (json_get_str(&node, STR("error"), &error)) {
        (void)json_get_bool(&node, STR("retry"), &may_retry);
        attempt_fail(attempt, may_retry ? OUTCOME_AGAIN : OUTCOME_FINAL, error);
    } else if (json_get_bool(&node, STR("pending"), &flag) && flag) {
        take_pending(attempt, &node);
    } else if (report_of(arena, &node, &report)) {
        attempt_fail(attempt, OUTCOME_AGAIN, STR("ended with a report of progress, no answer"));
    } else {
        attempt->outcome = OUTCOME_DONE;
        attempt->answer = text;
    }
}

struct reporting {
    const struct attempt *attempt;
    struct operation_report report;
    when now;
};

static err store_report(struct db *tx, void *arg)
{
    const struct reporting *work = arg;
    return operation_store_progress(tx, work->attempt->operation.id, &work->report, work->now);
}

void attempt_report(struct attempt *attempt, str words)
{
    struct arena *arena = attempt->run->arena;
    struct arena_mark mark = arena_mark(arena);
    int64_t elapsed = clock_monotonic_us() - attempt->begun_us;
    struct reporting work = {.attempt = attempt, .now = when_add(attempt->run->now, elapsed)};
    if (attempt->reports < REPORTS_MAX && report_read(arena, words, &work.report)) {
        attempt->reports++;
        if (db_transaction(attempt->db, store_report, &work) != ERR_OK) {
            log_warning("progress of an operation is not stored",
                        LOG_STR("operation", attempt->operation.id.text), LOG_END);
        }
    }
    arena_rewind(arena, mark);
}
