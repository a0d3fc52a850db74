/* SPDX-License-Identifier: Apache-2.0 */
#include "app/feature_list.h"

#include <stddef.h>

#include "app/health.h"
#include "app/steady_clock.h"
#include "features/accounts/accounts.h"
#include "features/api/api.h"
#include "features/billing/billing.h"
#include "features/captcha/captcha.h"
#include "features/catalogue/catalogue.h"
#include "features/demo/demo.h"
#include "features/home/home.h"
#include "features/invoices/invoices.h"
#include "features/orders/orders.h"
#include "features/payers/payers.h"
#include "features/payments/payments.h"
#include "features/provisioning/provisioning.h"
#include "features/recovery/recovery.h"
#include "features/registration/registration.h"
#include "features/services/services.h"
#include "features/signin/signin.h"
#include "features/staff/staff.h"
#include "features/tariffs/tariffs.h"
#include "web/announce.h"
#include "web/foreign_id.h"
#include "web/jobs.h"

/* The two of the demonstration stand in front and are skipped by a plain server. */
static const struct route *const routes[] = {
    demo_routes,
    payments_sandbox_routes,
    /* pages */
    payments_notice_routes,
    payments_routes,
    payments_staff_routes,
    health_routes,
    home_routes,
    accounts_routes,
    payers_routes,
    invoices_routes,
    invoices_staff_routes,
    seller_routes,
    services_routes,
    services_staff_routes,
    tariffs_routes,
    provisioning_routes,
    provisioning_staff_routes,
    signin_routes,
    registration_routes,
    recovery_routes,
    captcha_routes,
    catalogue_routes,
    catalogue_staff_routes,
    catalogue_group_routes,
    catalogue_plan_routes,
    catalogue_draft_routes,
    catalogue_promo_routes,
    catalogue_tax_routes,
    cart_routes,
    orders_routes,
    orders_staff_routes,
    billing_routes,
    dashboard_routes,
    entry_routes,
    enrol_routes,
    staff_me_routes,
    staff_members_routes,
    staff_audit_routes,
    staff_jobs_routes,
    staff_messages_routes,
    staff_customers_routes,
    staff_customer_act_routes,
    /* the JSON API */
    registration_api_routes,
    signin_api_routes,
    recovery_api_routes,
    accounts_api_routes,
    catalogue_api_routes,
    catalogue_staff_api_routes,
    payers_api_routes,
    payments_api_routes,
    payments_staff_api_routes,
    billing_api_routes,
    invoices_api_routes,
    orders_api_routes,
    services_api_routes,
    tariffs_api_routes,
    provisioning_staff_api_routes,
    staff_customer_act_api_routes,
    staff_entry_api_routes,
    staff_members_api_routes,
    api_routes,
    NULL,
};

const struct route *const *feature_routes(bool demo)
{
    return demo ? routes : routes + 2;
}

/* The menu of the console. */
static const struct staff_screen *const screens[] = {
    staff_front_screens, orders_screens,
    services_screens,    provisioning_screens,
    invoices_screens,    payments_staff_screens,
    catalogue_screens,   seller_screens,
    staff_back_screens,  NULL,
};

const struct staff_screen *const *feature_staff_screens(void)
{
    return screens;
}

static const struct job_kind *const kinds[] = {
    web_jobs,      registration_jobs, signin_jobs, recovery_jobs, captcha_jobs,
    payments_jobs, provisioning_jobs, staff_jobs,  services_jobs, tariffs_jobs,
    orders_jobs,   invoices_jobs,     NULL,
};

const struct job_kind *const *feature_jobs(void)
{
    return kinds;
}

static const struct room_command *const commands[] = {
    billing_commands, clock_commands, provisioning_commands, signin_commands, staff_commands, NULL,
};

const struct room_command *const *feature_commands(void)
{
    return commands;
}

/* Who listens when a lower room announces something; they are told in this order. */
static const struct listener *const listeners[] = {
    services_listeners, services_money_listeners, tariffs_listeners,
    payments_listeners, orders_listeners,         NULL,
};

/* Who knows ids that a page or a call is asked with. */
static foreign_id_fn *const foreign_ids[] = {
    services_id_is_foreign, invoices_id_is_foreign, orders_id_is_foreign,  payments_id_is_foreign,
    billing_id_is_foreign,  payers_id_is_foreign,   tariffs_id_is_foreign, NULL,
};

void features_wire(void)
{
    announce_to(listeners);
    foreign_id_ask(foreign_ids);
}
