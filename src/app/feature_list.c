/* SPDX-License-Identifier: Apache-2.0 */
#include "app/feature_list.h"

#include "app/health.h"
#include "features/accounts/accounts.h"
#include "features/captcha/captcha.h"
#include "features/demo/demo.h"
#include "features/home/home.h"
#include "features/recovery/recovery.h"
#include "features/signin/signin.h"
#include "web/jobs.h"

/* One list; the demonstration's rooms stand at its end, so that a plain server leaves them out. */
static const struct route *const rooms[] = {
    health_routes,     home_routes,     accounts_routes,     accounts_api_routes, signin_routes,
    signin_api_routes, recovery_routes, recovery_api_routes, captcha_routes,      NULL,
};

static const struct route *const rooms_and_demo[] = {
    health_routes,
    home_routes,
    accounts_routes,
    accounts_api_routes,
    signin_routes,
    signin_api_routes,
    recovery_routes,
    recovery_api_routes,
    captcha_routes,
    demo_routes,
    NULL,
};

const struct route *const *feature_routes(bool demo)
{
    return demo ? rooms_and_demo : rooms;
}

static const struct job_kind *const kinds[] = {
    web_jobs, accounts_jobs, signin_jobs, recovery_jobs, captcha_jobs, NULL,
};

const struct job_kind *const *feature_jobs(void)
{
    return kinds;
}
