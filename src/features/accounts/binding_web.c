/* SPDX-License-Identifier: Apache-2.0 */
/* Before a customer orders or pays: have they accepted the current terms, and may they at all? An
 * old session is asked like a new one, a token of the API like a browser. */
#include "features/accounts/accounts.h"
#include "features/accounts/accounts_page.h"
#include "features/accounts/accounts_view.h"
#include "features/accounts/accounts_web.h"
#include "features/accounts/profile.h"
#include "features/accounts/stop.h"
#include "json/writer.h"
#include "web/reply.h"

enum { VERSION };
static const struct field_rule accept_fields[] = {[VERSION] = {"version", FIELD_LINE, 1, 40}};
const struct form_rule accept_terms_form = FORM(accept_fields);

/* Marks the form of terms_first_page, so that sending it without the tick is told apart from
 * coming to it. */
#define NOT_TICKED STR("0")

static err has_agreed(struct request *req, bool *out)
{
    return account_has_agreed(req->db, req->arena, req->session.account,
                              req->site->settings->terms_version, out);
}

static struct url terms_url(struct request *req)
{
    struct url own = url_path("/terms");
    (void)url_parse(req->site->settings->terms_url, &own);
    return own;
}

/* Everything the form came with, to be sent once more. Forms that bind have no secrets. */
static size_t gather_fields(struct request *req, struct waiting_field *out)
{
    const struct form *form = &req->form;
    size_t count = 0;
    for (size_t i = 0; i < form->rule->count; i++) {
        const struct field_rule *rule = &form->rule->fields[i];
        bool ticked = rule->kind != FIELD_CHECK || form->values[i].len > 0;
        if (form->given[i] && ticked && rule->kind != FIELD_SECRET) {
            out[count++] = (struct waiting_field){str_from_z(rule->name), form->values[i]};
        }
    }
    for (size_t i = 0; i < form->more_count; i++) {
        str name =
            str_printf(req->arena, "%s%" STR_FMT, form->rule->more, STR_ARG(form->more[i].name));
        out[count++] = (struct waiting_field){name, form->more[i].value};
    }
    out[count++] = (struct waiting_field){STR("accept_terms"), NOT_TICKED};
    return count;
}

static err show_terms_first(struct request *req)
{
    struct waiting_field *fields =
        ARENA_ARRAY(req->arena, struct waiting_field, FORM_FIELDS_MAX + FORM_MORE_MAX + 1);
    struct terms_first_view view = {
        .terms = terms_url(req),
        .fields = fields,
        .count = gather_fields(req, fields),
        .again = req->form.accepts_terms.len > 0,
    };
    if (!url_parse_local(req->http->target, &view.act)) {
        return ERR_INVALID;
    }
    struct page *page = page_for(req);
    terms_first_page(page, view_of(req), &view);
    return reply_page(req, 422, page);
}

/* Ticked on the page between, or in a form that asks for it anyway. */
static bool accepts_now(const struct request *req)
{
    const struct form_rule *rule = req->form.rule;
    for (size_t i = 0; i < rule->count; i++) {
        if (rule->fields[i].kind == FIELD_CHECK &&
            str_eq(str_from_z(rule->fields[i].name), STR("terms")) && form_checked(req, i)) {
            return true;
        }
    }
    return str_eq(req->form.accepts_terms, req->site->settings->terms_version);
}

static bool may_get_new(struct request *req, err *e)
{
    struct account_stop stop;
    *e = account_stop_of(req->db, req->arena, req->session.account, &stop);
    if (*e == ERR_OK && stop.kind.len > 0) {
        reply_status(req, 422, "account_restricted");
    }
    return *e == ERR_OK && stop.kind.len == 0;
}

static bool has_accepted_terms(struct request *req, err *e)
{
    bool agreed = false;
    *e = has_agreed(req, &agreed);
    if (*e == ERR_OK && !agreed && accepts_now(req)) {
        struct act act = act_of(req);
        *e = terms_agree(&act, req->session.account);
        agreed = *e == ERR_OK;
    }
    if (*e != ERR_OK || agreed) {
        return agreed;
    }
    if (req->is_api) {
        reply_status(req, 403, "terms_required");
    } else {
        *e = show_terms_first(req);
    }
    return false;
}

bool account_may_bind(struct request *req)
{
    err e = ERR_OK;
    bool may =
        (req->route->binds != BINDS_TO_NEW || may_get_new(req, &e)) && has_accepted_terms(req, &e);
    if (e != ERR_OK) {
        reply_error(req, e);
    }
    return may;
}

err api_terms(struct request *req)
{
    bool agreed = false;
    err e = has_agreed(req, &agreed);
    if (e != ERR_OK) {
        return e;
    }
    struct url where = terms_url(req);
    if (str_starts(where.text, STR("/"))) {
        where = url_absolute(req->arena, req->site->origin, where);
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "version"), json_str(&json, req->site->settings->terms_version);
    json_key(&json, "url"), json_str(&json, where.text);
    json_key(&json, "accepted"), json_bool(&json, agreed);
    json_end(&json);
    return reply_json(req, 200, &text);
}

err api_accept_terms(struct request *req)
{
    str present = req->site->settings->terms_version;
    if (!form_failed(req) && !str_eq(form_text(req, VERSION), present)) {
        form_fail(req, VERSION, "bad_choice");
    }
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    err e = terms_agree(&act, req->session.account);
    return e == ERR_OK ? reply_nothing(req) : e;
}
