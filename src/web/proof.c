/* SPDX-License-Identifier: Apache-2.0 */
#include "web/proof.h"

#include "web/reply.h"
#include "web/request.h"

bool proof_is_fresh(const struct request *req)
{
    return req->session.signed_in &&
           when_before(req->now, when_add(req->session.proven_at, PROOF_LIFE));
}

bool proof_is_asked(const struct route *route)
{
    return route->proven && route->who == WHO_CUSTOMER;
}

bool proof_admit_page(struct request *req, str back)
{
    if (!proof_is_asked(req->route) || proof_is_fresh(req)) {
        return true;
    }
    struct url page = url_path("/security/proof");
    (void)reply_redirect(req, back.len > 0 ? url_with(req->arena, page, STR("next"), back) : page);
    return false;
}

static bool refuse(struct request *req, enum proof_outcome outcome)
{
    if (outcome == PROOF_LIMITED) {
        reply_status(req, 429, "too_many_attempts");
    } else {
        req->form.proof_code = "wrong_password";
        reply_error(req, ERR_INVALID);
    }
    return false;
}

bool proof_admit_call(struct request *req)
{
    if (!proof_is_asked(req->route)) {
        return true;
    }
    if (req->form.proof.len == 0) {
        bool fresh = proof_is_fresh(req);
        if (!fresh) {
            reply_status(req, 403, "proof_required");
        }
        return fresh;
    }
    enum proof_outcome outcome = PROOF_WRONG;
    struct secret password = secret_copy(req->arena, req->form.proof);
    err e = req->site->prove == NULL ? ERR_DENIED : req->site->prove(req, password, &outcome);
    if (e != ERR_OK) {
        reply_error(req, e);
        return false;
    }
    return outcome == PROOF_GIVEN || refuse(req, outcome);
}
