/* SPDX-License-Identifier: Apache-2.0 */
#include "web/foreign_id.h"

#include <pthread.h>
#include <string.h>

#include "base/id.h"
#include "system/log.h"
#include "system/security_event.h"
#include "web/foreign_id_sql.h"
#include "web/request.h"

#define SUSPECTS_MAX 256

struct suspect {
    char id[ID_TEXT_LEN];
    char account[ID_TEXT_LEN];
    char request[ID_TEXT_LEN];
    char network[64];
    const struct route *route;
};

static struct {
    pthread_mutex_t lock;
    size_t count;
    struct suspect items[SUSPECTS_MAX];
} suspects = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void keep(char *to, size_t size, str text)
{
    size_t len = text.len < size ? text.len : size;
    memset(to, 0, size);
    if (len > 0) {
        memcpy(to, text.ptr, len);
    }
}

static str kept(const char *from, size_t size)
{
    return (str){from, strnlen(from, size)};
}

static void suspect_id(const struct request *req, str id)
{
    if (!id_is_wellformed(id)) {
        return;
    }
    pthread_mutex_lock(&suspects.lock);
    if (suspects.count < SUSPECTS_MAX) {
        struct suspect *item = &suspects.items[suspects.count++];
        keep(item->id, sizeof item->id, id);
        keep(item->account, sizeof item->account, req->session.account.text);
        keep(item->request, sizeof item->request, req->request_id);
        keep(item->network, sizeof item->network, req->network);
        item->route = req->route;
    }
    pthread_mutex_unlock(&suspects.lock);
}

void foreign_id_suspect(const struct request *req)
{
    int status = req->reply->status;
    if (!req->session.signed_in || req->route == NULL || (status != 404 && status != 422)) {
        return;
    }
    for (size_t i = 0; status == 404 && i < ROUTE_PARAMS; i++) {
        suspect_id(req, req->params[i]);
    }
    for (size_t i = 0; req->form.rule != NULL && i < req->form.rule->count; i++) {
        if (status == 404 || req->form.codes[i] != NULL) {
            suspect_id(req, req->form.values[i]);
        }
    }
}

/* The newest first: what is left behind when time is short is older. */
static bool take(struct suspect *out)
{
    pthread_mutex_lock(&suspects.lock);
    bool some = suspects.count > 0;
    if (some) {
        *out = suspects.items[--suspects.count];
    }
    pthread_mutex_unlock(&suspects.lock);
    return some;
}

/* Not told yet: when the transaction runs again, it is asked about once more. */
static void put_back(const struct suspect *suspect)
{
    pthread_mutex_lock(&suspects.lock);
    if (suspects.count < SUSPECTS_MAX) {
        suspects.items[suspects.count++] = *suspect;
    }
    pthread_mutex_unlock(&suspects.lock);
}

static void tell(struct arena *arena, const struct suspect *suspect)
{
    struct security_event event = {
        .account = kept(suspect->account, sizeof suspect->account),
        .network = kept(suspect->network, sizeof suspect->network),
        .route =
            str_printf(arena, "%" STR_FMT " %s", STR_ARG(http_method_word(suspect->route->method)),
                       suspect->route->path),
    };
    log_request_begin(kept(suspect->request, sizeof suspect->request));
    security_event_put(SECURITY_FOREIGN_ID, &event);
    log_request_end();
}

static err is_session(struct db *db, struct arena *arena, str id, account_id account, bool *out)
{
    struct foreign_session_in in = {id, account};
    struct foreign_session_row row;
    err e = foreign_session_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}

static foreign_id_fn *const *rooms;

void foreign_id_ask(foreign_id_fn *const *questions)
{
    rooms = questions;
}

static err look_up(struct db *tx, struct arena *arena, const struct suspect *suspect)
{
    str id = kept(suspect->id, sizeof suspect->id);
    account_id account = {kept(suspect->account, sizeof suspect->account)};
    bool found = false;
    err e = is_session(tx, arena, id, account, &found);
    for (size_t i = 0; e == ERR_OK && !found && rooms != NULL && rooms[i] != NULL; i++) {
        e = rooms[i](tx, arena, id, account, &found);
    }
    if (e == ERR_OK && found) {
        tell(arena, suspect);
    }
    return e;
}

err foreign_id_look_up(struct db *tx, struct arena *arena)
{
    struct suspect suspect;
    err e = ERR_OK;
    while (e == ERR_OK && take(&suspect)) {
        e = look_up(tx, arena, &suspect);
        if (e != ERR_OK) {
            put_back(&suspect);
        }
    }
    return e;
}
