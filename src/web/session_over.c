/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session_over.h"

#include "system/clock.h"
#include "web/request.h"
#include "web/session_over_sql.h"

struct ending {
    const struct session_over *over;
    str id;
};

struct kind {
    err (*find)(struct db *db, struct arena *arena, const struct session_over *over, str *out_id);
    db_fn *end;
};

static err end_what_is_over(struct request *req, const struct session_over *over,
                            const struct kind *kind)
{
    struct ending ending = {.over = over, .id = STR("")};
    err e = kind->find(req->db, req->arena, over, &ending.id);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    if (clock_believes(req->now)) {
        (void)!db_transaction(req->db, kind->end, &ending);
    }
    return ERR_OK;
}

static err find_customers(struct db *db, struct arena *arena, const struct session_over *over,
                          str *out_id)
{
    struct session_over_in in = {over->token_digest, over->now, over->seen_after, over->future};
    struct session_over_row row;
    err e = session_over_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out_id = row.id.text;
    }
    return e;
}

static err end_customers(struct db *tx, void *arg)
{
    const struct ending *ending = arg;
    const struct session_over *over = ending->over;
    struct session_end_over_in in = {{ending->id}, over->now, over->seen_after, over->future};
    return session_end_over(tx, &in);
}

static err find_staffs(struct db *db, struct arena *arena, const struct session_over *over,
                       str *out_id)
{
    struct staff_session_over_in in = {over->token_digest, over->now, over->seen_after,
                                       over->future};
    struct staff_session_over_row row;
    err e = staff_session_over_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out_id = row.id.text;
    }
    return e;
}

static err end_staffs(struct db *tx, void *arg)
{
    const struct ending *ending = arg;
    const struct session_over *over = ending->over;
    struct staff_session_end_over_in in = {{ending->id}, over->now, over->seen_after, over->future};
    return staff_session_end_over(tx, &in);
}

err session_over_end(struct request *req, const struct session_over *over)
{
    static const struct kind customers = {find_customers, end_customers};
    return end_what_is_over(req, over, &customers);
}

err staff_session_over_end(struct request *req, const struct session_over *over)
{
    static const struct kind staffs = {find_staffs, end_staffs};
    return end_what_is_over(req, over, &staffs);
}
