/* SPDX-License-Identifier: Apache-2.0 */
#include "web/staff_audit.h"

#include <stdatomic.h>

#include "system/log.h"
#include "system/random.h"
#include "web/asker.h"
#include "web/device.h"
#include "web/request.h"
#include "web/staff_audit_sql.h"

#define REASON_MAX 500
#define VALUE_MAX 2000

struct staff_audit_entry staff_audit_of(const struct request *req, const char *action)
{
    return (struct staff_audit_entry){
        .member = req->staff.member,
        .login = req->staff.login,
        .action = action,
        .network = req->network,
        .user_agent = device_program(req),
        .now = req->now,
        .session = req->staff.id,
        .may = req->route == NULL ? 0 : req->route->may,
    };
}

static atomic_bool tells_log;
static _Thread_local uint64_t told;

void staff_audit_tell_log(void)
{
    atomic_store(&tells_log, true);
}

uint64_t staff_audit_told(void)
{
    return told;
}

/* An act on its way to the log. Neither reason nor values: they may name people. */
struct telling {
    struct db_after after;
    const char *action;
    str member, login, subject, ref, account;
};

static void tell(void *arg)
{
    const struct telling *act = arg;
    told++;
    log_info("staff act", LOG_Z("act", act->action), LOG_STR_IF_ANY("staff", act->member),
             LOG_STR_IF_ANY("login", act->login),
             LOG_STR_IF_ANY("by", act->member.len == 0 ? STR("command line") : STR("")),
             LOG_STR_IF_ANY("subject", act->subject), LOG_STR_IF_ANY("target", act->ref),
             LOG_STR_IF_ANY("account", act->account), LOG_END);
}

static void tell_later(struct db *tx, struct arena *arena, const struct staff_audit_entry *entry)
{
    if (!atomic_load(&tells_log)) {
        return;
    }
    struct telling *act = ARENA_NEW(arena, struct telling);
    *act = (struct telling){
        .after = {.run = tell, .arg = act},
        .action = entry->action,
        .member = str_dup(arena, entry->member.text),
        .login = str_dup(arena, entry->login),
        .subject = str_dup(arena, entry->subject),
        .ref = str_dup(arena, entry->ref),
        .account = str_dup(arena, entry->account.text),
    };
    db_after_commit(tx, &act->after);
}

/* Whether who acts may still do so: asked where the act commits. */
static err still_may(struct db *tx, struct arena *arena, const struct staff_audit_entry *entry)
{
    if (entry->session.text.len == 0) {
        return ERR_OK;
    }
    unsigned rights = 0;
    err e = asker_rights(tx, arena, entry->session, entry->now, &rights);
    bool may = rights != 0 && (entry->may == 0 || (rights & entry->may) != 0);
    return e == ERR_OK && !may ? ERR_DENIED : e;
}

/* Cut without leaving half a character. */
static str cut(str text, size_t most)
{
    while (text.len > most && (text.ptr[most] & 0xC0) == 0x80) {
        most--;
    }
    return str_sub(text, 0, most);
}

err staff_audit_put(struct db *tx, struct arena *arena, const struct staff_audit_entry *entry)
{
    struct staff_audit_insert_in in = {
        .id = id_new(arena),
        .staff_id = entry->member,
        .login = entry->login,
        .action = str_from_z(entry->action),
        .subject = entry->subject,
        .ref = entry->ref,
        .account_id = entry->account,
        .reason = cut(entry->reason, REASON_MAX),
        .before = cut(entry->before, VALUE_MAX),
        .after = cut(entry->after, VALUE_MAX),
        .network = entry->network,
        .user_agent = entry->user_agent,
        .at = entry->now,
    };
    err e = still_may(tx, arena, entry);
    e = e == ERR_OK ? staff_audit_insert(tx, &in) : e;
    if (e == ERR_OK) {
        tell_later(tx, arena, entry);
    }
    return e;
}

err staff_audit_page(struct db *db, struct arena *arena, const struct staff_audit_ask *ask,
                     struct staff_audit_item **out, size_t *out_count)
{
    bool newest = when_is_none(ask->before);
    struct staff_audit_list_in in = {
        .login = ask->login,
        .action = ask->action,
        .account_id = ask->account,
        .ref = ask->ref,
        .from_at = when_is_none(ask->from) ? (when){0} : ask->from,
        .until_at = when_is_none(ask->until) ? (when){INT64_MAX} : ask->until,
        .before_at = newest ? (when){INT64_MAX} : ask->before,
        .before_id = newest ? STR("") : ask->before_id,
        .limit = ask->limit,
    };
    struct staff_audit_list_row *rows = NULL;
    size_t count = 0;
    err e = staff_audit_list_all(db, arena, &in, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_item *items = ARENA_ARRAY(arena, struct staff_audit_item, count);
    for (size_t i = 0; i < count; i++) {
        const struct staff_audit_list_row *row = &rows[i];
        items[i] = (struct staff_audit_item){
            .id = row->id,
            .login = row->login,
            .action = row->action,
            .subject = row->subject,
            .ref = row->ref,
            .account = row->account_id,
            .reason = row->reason,
            .before = row->was,
            .after = row->became,
            .network = row->network,
            .user_agent = row->user_agent,
            .at = row->at,
        };
    }
    *out = items;
    *out_count = count;
    return ERR_OK;
}
