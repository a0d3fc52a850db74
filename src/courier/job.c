/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/job.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/check.h"

static const char *const kind_words[] = {"mail",  "sms_http", "sms_kannel",
                                         "reach", "http",     "print"};
static const char *const verdict_words[] = {"retry", "sent", "final"};

/* The texts of a job by name; one list serves writing and reading. */
struct job_text {
    const char *name;
    size_t offset;
};
#define TEXT(field)                                                                                \
    {                                                                                              \
#field, offsetof(struct courier_job, field)                                                \
    }
static const struct job_text job_texts[] = {
    TEXT(url),  TEXT(user), TEXT(password), TEXT(ca_file),   TEXT(id),
    TEXT(to),   TEXT(text), TEXT(from),     TEXT(from_name), TEXT(subject),
    TEXT(html), TEXT(tls),  TEXT(sender),   TEXT(method),    TEXT(headers),
    TEXT(body), TEXT(ok),   TEXT(networks), TEXT(fonts),
};
#undef TEXT

static str *text_in(struct courier_job *job, const struct job_text *text)
{
    return (str *)(void *)((char *)job + text->offset);
}

/* Text that is not UTF-8 has no place in JSON; it becomes null, and the reader refuses the job. */
static json_t *json_text(str s)
{
    return json_stringn(s.ptr == NULL ? "" : s.ptr, s.len);
}

static void put(json_t *object, const char *name, json_t *value)
{
    CHECK(json_object_set_new(object, name, value == NULL ? json_null() : value) == 0);
}

static str written(struct arena *arena, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    CHECK(text != NULL);
    str out = str_dup(arena, str_from_z(text));
    free(text);
    json_decref(object);
    return out;
}

str courier_job_write(struct arena *arena, const struct courier_job *job)
{
    struct courier_job copy = *job;
    json_t *object = json_object();
    CHECK(object != NULL);
    put(object, "kind", json_string(kind_words[job->kind]));
    put(object, "timeout_ms", json_integer(job->timeout_ms));
    put(object, "answer_max", json_integer(job->answer_max));
    put(object, "date", json_integer(job->date.us));
    put(object, "allow_plain", json_boolean(job->allow_plain));
    for (size_t i = 0; i < ARRAY_LEN(job_texts); i++) {
        put(object, job_texts[i].name, json_text(*text_in(&copy, &job_texts[i])));
    }
    return written(arena, object);
}

static bool word_index(json_t *value, const char *const *words, size_t count, int *out)
{
    str word = str_from_z(json_string_value(value));
    for (size_t i = 0; i < count; i++) {
        if (str_eq(word, str_from_z(words[i]))) {
            *out = (int)i;
            return true;
        }
    }
    return false;
}

static bool read_text(struct arena *arena, json_t *value, str *out)
{
    if (!json_is_string(value)) {
        return false;
    }
    *out = str_dup(arena, (str){json_string_value(value), json_string_length(value)});
    return true;
}

static bool read_job(struct arena *arena, json_t *object, struct courier_job *out)
{
    int kind = 0;
    json_t *timeout = json_object_get(object, "timeout_ms");
    json_t *date = json_object_get(object, "date");
    json_t *answer_max = json_object_get(object, "answer_max");
    if (!word_index(json_object_get(object, "kind"), kind_words, ARRAY_LEN(kind_words), &kind) ||
        !json_is_integer(timeout) || !json_is_integer(date) || !json_is_integer(answer_max)) {
        return false;
    }
    out->kind = (enum courier_job_kind)kind;
    out->timeout_ms = (int)json_integer_value(timeout);
    out->answer_max = (int)json_integer_value(answer_max);
    out->date = (when){json_integer_value(date)};
    out->allow_plain = json_is_true(json_object_get(object, "allow_plain"));
    for (size_t i = 0; i < ARRAY_LEN(job_texts); i++) {
        if (!read_text(arena, json_object_get(object, job_texts[i].name),
                       text_in(out, &job_texts[i]))) {
            return false;
        }
    }
    return true;
}

static json_t *parsed(str json)
{
    json_error_t error;
    return json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
}

err courier_job_read(struct arena *arena, str json, struct courier_job *out)
{
    json_t *object = parsed(json);
    struct courier_job job = {0};
    bool good = object != NULL && read_job(arena, object, &job);
    json_decref(object);
    if (!good) {
        return ERR_INVALID;
    }
    *out = job;
    return ERR_OK;
}

/* A peer may answer in any bytes: what goes into logs and tables is one line of well-formed text.
 */
static str as_line(struct arena *arena, str story)
{
    bool good = str_is_utf8(story);
    char *line = str_z(arena, story);
    for (size_t i = 0; i < story.len; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c < 0x20 || c == 0x7f) {
            line[i] = ' ';
        } else if (c >= 0x80 && !good) {
            line[i] = '?';
        }
    }
    return str_trim((str){line, story.len});
}

static json_t *outcome_object(struct arena *arena, const struct delivery *outcome)
{
    json_t *object = json_object();
    CHECK(object != NULL);
    put(object, "verdict", json_string(verdict_words[outcome->verdict]));
    put(object, "code", json_integer(outcome->code));
    put(object, "story", json_text(as_line(arena, outcome->story)));
    return object;
}

str courier_outcome_write(struct arena *arena, const struct delivery *outcome)
{
    return written(arena, outcome_object(arena, outcome));
}

str courier_answer_write(struct arena *arena, const struct courier_answer *answer)
{
    json_t *object = outcome_object(arena, &answer->delivery);
    put(object, "body", json_text(answer->body));
    return written(arena, object);
}

static bool read_outcome(struct arena *arena, json_t *object, struct delivery *out)
{
    int verdict = 0;
    json_t *code = json_object_get(object, "code");
    bool good = word_index(json_object_get(object, "verdict"), verdict_words,
                           ARRAY_LEN(verdict_words), &verdict) &&
                json_is_integer(code) &&
                read_text(arena, json_object_get(object, "story"), &out->story);
    out->verdict = (enum delivery_verdict)verdict;
    out->code = good ? (int)json_integer_value(code) : 0;
    return good;
}

err courier_outcome_read(struct arena *arena, str json, struct delivery *out)
{
    json_t *object = parsed(json);
    struct delivery outcome = {0};
    bool good = read_outcome(arena, object, &outcome);
    json_decref(object);
    if (!good) {
        return ERR_INVALID;
    }
    *out = outcome;
    return ERR_OK;
}

err courier_answer_read(struct arena *arena, str json, struct courier_answer *out)
{
    json_t *object = parsed(json);
    struct courier_answer answer = {0};
    json_t *body = json_object_get(object, "body");
    bool good = read_outcome(arena, object, &answer.delivery) &&
                (body == NULL || read_text(arena, body, &answer.body));
    json_decref(object);
    if (!good) {
        return ERR_INVALID;
    }
    *out = answer;
    return ERR_OK;
}
