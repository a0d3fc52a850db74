/* SPDX-License-Identifier: Apache-2.0 */
/* What a service consists of: options, add-ons, the service it belongs to, the plan that follows.
 */
#include "features/services/lifecycle.h"
#include "features/services/service_gather_private.h"

static str choice_name(struct request *req, const struct plan_option *option, str value)
{
    for (size_t i = 0; i < option->choice_count; i++) {
        if (str_eq(option->choices[i].code, value)) {
            return words_in(&option->choices[i].name, req->lang);
        }
    }
    str unit = words_in(&option->unit, req->lang);
    return unit.len > 0 ? str_printf(req->arena, "%.*s %.*s", STR_ARG(value), STR_ARG(unit))
                        : value;
}

err service_put_options(struct request *req, const struct service *service,
                        struct service_view *view)
{
    struct plan plan;
    struct json_node chosen;
    err e = plan_at_version(req->db, req->arena, service->plan, service->plan_version, &plan);
    if (e != ERR_OK || json_read(req->arena, service->options, &chosen) != ERR_OK) {
        return e;
    }
    view->options = ARENA_ARRAY(req->arena, struct named_value, chosen.count);
    for (size_t i = 0; i < chosen.count; i++) {
        const struct plan_option *option = plan_option_of(&plan, chosen.items[i].key);
        if (option != NULL) {
            view->options[view->option_count++] = (struct named_value){
                words_in(&option->name, req->lang),
                choice_name(req, option, service_scalar_text(req, &chosen.items[i]))};
        }
    }
    return e;
}

err service_put_addons(struct request *req, const struct service *service,
                       struct service_view *view)
{
    struct service *addons = NULL;
    size_t count = 0;
    err e = service_store_addons(req->db, req->arena, service->id, &addons, &count);
    if (e != ERR_OK) {
        return e;
    }
    view->addons = ARENA_ARRAY(req->arena, struct service_row, count);
    view->addon_count = count;
    for (size_t i = 0; i < count; i++) {
        view->addons[i] = service_row_of(req, &addons[i], view->is_staff);
    }
    return ERR_OK;
}

err service_put_parent(struct request *req, const struct service *service,
                       struct service_view *view)
{
    if (service->parent.text.len == 0) {
        return ERR_OK;
    }
    struct service *parent = ARENA_NEW(req->arena, struct service);
    err e = service_store_find(req->db, req->arena, service->parent, parent);
    if (e == ERR_OK) {
        struct service_row row = service_row_of(req, parent, view->is_staff);
        view->parent = row.url;
        view->parent_name = row.name;
    }
    return e;
}

err service_put_next(struct request *req, const struct service *service, struct service_view *view)
{
    struct service_next next;
    err e = next_store_find(req->db, req->arena, service->id, &next);
    if (e == ERR_OK) {
        str name = req->lang == LANG_UK ? next.tariff.name_uk : next.tariff.name_en;
        view->next_tariff = tr_fill(req->arena, tr(req->lang, "{plan} from {date}"), "plan", name,
                                    "date", fmt_day(req->arena, req->lang, next.from), NULL);
    }
    return err_absent_is_fine(e);
}

err service_put_more(struct request *req, const struct service *service, struct service_view *view)
{
    struct plan plan;
    if (view->is_staff || service->state != SERVICE_ACTIVE || service->parent.text.len > 0) {
        return ERR_OK;
    }
    err e = plan_current(req->db, req->arena, service->plan.text, &plan);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    view->more = ARENA_ARRAY(req->arena, struct link, plan.addon_count);
    for (size_t i = 0; e == ERR_OK && i < plan.addon_count; i++) {
        struct plan addon;
        e = plan_current(req->db, req->arena, plan.addons[i], &addon);
        if (e == ERR_OK && str_eq(addon.state, STR("open")) &&
            plan_price_of(&addon, service->currency, service->months) != NULL) {
            struct url url = url_fill(req->arena, "/catalogue/{}", addon.code);
            url = url_with(req->arena, url, STR("service"), service->id.text);
            url = url_with(req->arena, url, STR("for"), plan.code);
            url = url_with(req->arena, url, STR("currency"), service->currency);
            str months = str_printf(req->arena, "%lld", (long long)service->months);
            url = url_with(req->arena, url, STR("months"), months);
            view->more[view->more_count++] = (struct link){url, words_in(&addon.name, req->lang)};
        }
        e = e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    return e;
}
