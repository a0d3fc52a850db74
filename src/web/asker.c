/* SPDX-License-Identifier: Apache-2.0 */
#include "web/asker.h"

#include "web/asker_sql.h"
#include "web/request.h"

err asker_rights(struct db *tx, struct arena *arena, session_id session, when now, unsigned *out)
{
    struct asker_member_row row;
    err e = asker_member_one(tx, arena, &(struct asker_member_in){session, now}, &row);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    const struct staff_role *role = e == ERR_OK ? staff_role_by_word(row.role) : NULL;
    *out = role == NULL ? 0 : role->rights;
    return ERR_OK;
}

err asker_look_again(struct request *req)
{
    err e = ERR_OK;
    if (req->staff.signed_in) {
        unsigned rights = 0;
        e = asker_rights(req->db, req->arena, req->staff.id, req->now, &rights);
        req->staff.rights = e == ERR_OK ? rights : 0;
        req->staff.signed_in = e == ERR_OK && rights != 0;
    } else if (req->session.signed_in) {
        struct asker_customer_row row = {0};
        e = asker_customer_one(req->db, req->arena,
                               &(struct asker_customer_in){req->session.id, req->now}, &row);
        req->session.signed_in = e == ERR_OK && row.count == 1;
    }
    return e;
}
