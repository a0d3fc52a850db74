/* SPDX-License-Identifier: Apache-2.0 */
#include "features/provisioning/provisioning_store.h"

#include "base/check.h"
#include "features/provisioning/provisioning_sql.h"
#include "system/random.h"

#define X(name, word) word,
static const char *const kind_words[] = {OPERATION_KIND_LIST(X)};
static const char *const state_words[] = {OPERATION_STATE_LIST(X)};
#undef X

str operation_kind_word(enum operation_kind kind)
{
    return str_from_z(kind_words[kind]);
}

str operation_state_word(enum operation_state state)
{
    return str_from_z(state_words[state]);
}

/* The table holds no other words. */
static int index_of(str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(word, str_from_z(words[i]))) {
            return (int)i;
        }
    }
    CHECK(!"a word of the table");
    return 0;
}

static enum operation_kind kind_of(str word)
{
    return (enum operation_kind)index_of(word, kind_words, ARRAY_LEN(kind_words));
}

static enum operation_state state_of(str word)
{
    return (enum operation_state)index_of(word, state_words, ARRAY_LEN(state_words));
}

/* The four queries give rows of the same columns, which are different types to the compiler. */
#define OPERATION_OF_ROW(row)                                                                      \
    ((struct operation){                                                                           \
        .id = (row)->id,                                                                           \
        .subject = (row)->subject,                                                                 \
        .account = (row)->account_id,                                                              \
        .kind = kind_of((row)->kind),                                                              \
        .state = state_of((row)->state),                                                           \
        .driver = (row)->driver,                                                                   \
        .config = (row)->config,                                                                   \
        .payload = (row)->payload,                                                                 \
        .remote = (row)->remote,                                                                   \
        .progress = (row)->progress,                                                               \
        .step_uk = (row)->step_uk,                                                                 \
        .step_en = (row)->step_en,                                                                 \
        .attempts = (row)->attempts,                                                               \
        .answer = (row)->answer.ptr == NULL ? STR("") : (row)->answer,                             \
        .last_error = (row)->last_error,                                                           \
        .created_at = (row)->created_at,                                                           \
        .updated_at = (row)->updated_at,                                                           \
        .started_at = (row)->started_at,                                                           \
        .ended_at = (row)->ended_at,                                                               \
    })

#define OPERATIONS_OF_ROWS(arena, rows, count, out, out_count)                                     \
    do {                                                                                           \
        struct operation *list = ARENA_ARRAY((arena), struct operation, (count));                  \
        for (size_t i = 0; i < (count); i++) {                                                     \
            list[i] = OPERATION_OF_ROW(&(rows)[i]);                                                \
        }                                                                                          \
        *(out) = list;                                                                             \
        *(out_count) = (count);                                                                    \
    } while (0)

err operation_store(struct db *tx, struct arena *arena, const struct operation_ask *ask,
                    operation_id *out, bool *out_new)
{
    struct operation_insert_in in = {
        .id = {id_new(arena)},
        .unique_key = ask->unique_key,
        .subject = ask->subject,
        .account_id = ask->account,
        .kind = operation_kind_word(ask->kind),
        .driver = ask->driver,
        .config = ask->config,
        .payload = ask->payload,
        .now = ask->now,
    };
    int64_t changed = 0;
    err e = operation_insert_count(tx, &in, &changed);
    if (e != ERR_OK) {
        return e;
    }
    *out_new = changed > 0;
    if (changed > 0) {
        *out = in.id;
        return ERR_OK;
    }
    struct operation_id_by_key_row first;
    e = operation_id_by_key_one(tx, arena, &(struct operation_id_by_key_in){ask->unique_key},
                                &first);
    if (e == ERR_OK) {
        *out = first.id;
    }
    return e;
}

err operation_of(struct db *db, struct arena *arena, operation_id id, struct operation *out)
{
    struct operation_get_row row;
    err e = operation_get_one(db, arena, &(struct operation_get_in){id}, &row);
    if (e == ERR_OK) {
        *out = OPERATION_OF_ROW(&row);
    }
    return e;
}

err operations_of_subject(struct db *db, struct arena *arena, str subject, int64_t limit,
                          struct operation **out, size_t *out_count)
{
    struct operation_of_subject_row *rows = NULL;
    size_t count = 0;
    struct operation_of_subject_in in = {subject, limit};
    err e = operation_of_subject_all(db, arena, &in, &rows, &count);
    if (e == ERR_OK) {
        OPERATIONS_OF_ROWS(arena, rows, count, out, out_count);
    }
    return e;
}

err operations_open_of(struct db *db, struct arena *arena, account_id account, int64_t limit,
                       struct operation **out, size_t *out_count)
{
    struct operation_open_of_row *rows = NULL;
    size_t count = 0;
    struct operation_open_of_in in = {account, limit};
    err e = operation_open_of_all(db, arena, &in, &rows, &count);
    if (e == ERR_OK) {
        OPERATIONS_OF_ROWS(arena, rows, count, out, out_count);
    }
    return e;
}

err operations_for_staff(struct db *db, struct arena *arena, when after, str after_id,
                         int64_t limit, struct operation **out, size_t *out_count)
{
    struct operation_for_staff_row *rows = NULL;
    size_t count = 0;
    struct operation_for_staff_in in = {after, after_id, limit};
    err e = operation_for_staff_all(db, arena, &in, &rows, &count);
    if (e == ERR_OK) {
        OPERATIONS_OF_ROWS(arena, rows, count, out, out_count);
    }
    return e;
}

err operations_count_for_staff(struct db *db, struct arena *arena, int64_t *out)
{
    struct operation_count_for_staff_row row;
    err e = operation_count_for_staff_one(db, arena, &row);
    if (e == ERR_OK) {
        *out = row.count;
    }
    return e;
}

err operation_store_first(struct db *db, struct arena *arena, str subject, struct operation *out)
{
    struct operation_first_open_row row;
    err e = operation_first_open_one(db, arena, &(struct operation_first_open_in){subject}, &row);
    if (e == ERR_OK) {
        *out = (struct operation){
            .id = row.id,
            .subject = subject,
            .driver = row.driver,
            .state = state_of(row.state),
            .attempts = row.attempts,
        };
    }
    return e;
}

err operation_store_claim(struct db *tx, operation_id id, when now)
{
    int64_t changed = 0;
    err e = operation_claim_count(tx, &(struct operation_claim_in){id, now}, &changed);
    return e == ERR_OK && changed == 0 ? ERR_NOT_FOUND : e;
}

err operation_store_progress(struct db *tx, operation_id id, const struct operation_report *report,
                             when now)
{
    return operation_progress(tx, &(struct operation_progress_in){
                                      id, report->percent, report->step_uk, report->step_en, now});
}

err operation_store_set(struct db *tx, const struct operation_change *change)
{
    int64_t changed = 0;
    struct operation_set_in in = {
        .id = change->id,
        .from_state = operation_state_word(change->from),
        .state = operation_state_word(change->to),
        .remote = change->remote,
        .attempts = change->attempts,
        .last_error = change->error,
        .now = change->now,
    };
    err e = operation_set_count(tx, &in, &changed);
    return e == ERR_OK && changed == 0 ? ERR_CONFLICT : e;
}

err operation_store_end(struct db *tx, const struct operation_change *change)
{
    int64_t changed = 0;
    struct operation_end_in in = {
        .id = change->id,
        .from_state = operation_state_word(change->from),
        .state = operation_state_word(change->to),
        .progress = change->progress,
        .answer = change->answer.len > 0 ? change->answer : (str){0},
        .last_error = change->error,
        .now = change->now,
    };
    err e = operation_end_count(tx, &in, &changed);
    return e == ERR_OK && changed == 0 ? ERR_CONFLICT : e;
}

err operation_store_retry(struct db *tx, operation_id id, when now)
{
    int64_t changed = 0;
    err e = operation_begin_anew_count(tx, &(struct operation_begin_anew_in){id, now}, &changed);
    return e == ERR_OK && changed == 0 ? ERR_CONFLICT : e;
}
