/* SPDX-License-Identifier: Apache-2.0 */
/* What the screens of the catalogue share. */
#include <inttypes.h>

#include "features/catalogue/staff_view.h"
#include "web/staff_audit.h"

static err work_in(struct db *tx, void *arg)
{
    struct staff_work *work = arg;
    err e = work->run(tx, work);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_entry entry = staff_audit_of(work->req, work->action);
    entry.subject = work->subject;
    entry.ref = work->ref;
    entry.account = work->account;
    entry.reason = work->reason;
    entry.before = work->before;
    entry.after = work->after;
    return staff_audit_put(tx, work->req->arena, &entry);
}

err staff_work_do(struct staff_work *work)
{
    return db_transaction(work->req->db, work_in, work);
}

str limit_text(struct arena *arena, int64_t limit)
{
    return limit < 0 ? STR("") : str_printf(arena, "%" PRId64, limit);
}

bool limit_of_text(str typed, int64_t *out)
{
    if (typed.len == 0) {
        *out = -1;
        return true;
    }
    return str_to_i64(typed, out) && *out >= 0 && *out <= 1000000;
}

str plan_state_words(enum lang lang, str state)
{
    if (str_eq(state, STR("open"))) {
        return tr(lang, "On sale");
    }
    return str_eq(state, STR("closed")) ? tr(lang, "Not sold any more") : tr(lang, "Hidden");
}
