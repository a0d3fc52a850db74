/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/hook.h"

#include "base/buf.h"
#include "json/reader.h"
#include "json/writer.h"

static const char *const words[] = {"line", "exit", "signal", "limit", "absent"};

bool hook_name_is_good(str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!good) {
            return false;
        }
    }
    return name.len > 0 && name.len <= HOOK_NAME_MAX;
}

str hook_job_write(struct arena *arena, const struct hook_job *job)
{
    struct buf buf = buf_in(arena);
    struct json json = json_into(&buf);
    json_obj(&json);
    json_key(&json, "name"), json_str(&json, job->name);
    json_key(&json, "input"), json_str(&json, job->input);
    json_key(&json, "timeout_ms"), json_i64(&json, job->timeout_ms);
    json_end(&json);
    return buf_str(&buf);
}

err hook_job_read(struct arena *arena, str json, struct hook_job *out)
{
    struct json_node node;
    struct hook_job job = {0};
    int64_t timeout = 0;
    bool good = json_read(arena, json, &node) == ERR_OK &&
                json_get_str(&node, STR("name"), &job.name) &&
                json_get_str(&node, STR("input"), &job.input) &&
                json_get_i64(&node, STR("timeout_ms"), &timeout) && timeout > 0 &&
                timeout <= 3600 * 1000 && hook_name_is_good(job.name);
    if (!good) {
        return ERR_INVALID;
    }
    job.timeout_ms = (int)timeout;
    *out = job;
    return ERR_OK;
}

str hook_report_write(struct arena *arena, const struct hook_report *report)
{
    struct buf buf = buf_in(arena);
    struct json json = json_into(&buf);
    json_obj(&json);
    json_key(&json, "word"), json_text(&json, words[report->word]);
    json_key(&json, "status"), json_i64(&json, report->status);
    json_key(&json, "text"), json_str(&json, report->text);
    json_key(&json, "story"), json_str(&json, report->story);
    json_end(&json);
    return buf_str(&buf);
}

err hook_report_read(struct arena *arena, str json, struct hook_report *out)
{
    struct json_node node;
    struct hook_report report = {0};
    int64_t status = 0;
    str word = {0};
    if (json_read(arena, json, &node) != ERR_OK || !json_get_str(&node, STR("word"), &word) ||
        !json_get_i64(&node, STR("status"), &status) ||
        !json_get_str(&node, STR("text"), &report.text) ||
        !json_get_str(&node, STR("story"), &report.story)) {
        return ERR_INVALID;
    }
    report.status = (int)status;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(word, str_from_z(words[i]))) {
            report.word = (enum hook_word)i;
            *out = report;
            return ERR_OK;
        }
    }
    return ERR_INVALID;
}
