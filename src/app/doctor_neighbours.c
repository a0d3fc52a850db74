/* SPDX-License-Identifier: Apache-2.0 */
#include "app/courier_link.h"
#include "app/doctor_private.h"

#define PATIENCE_MS 10000

/* Without path and query, where gateways like to have their keys. */
static str without_path(str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    str rest = str_skip(url, scheme < 0 ? 0 : (size_t)scheme + 3);
    ptrdiff_t slash = str_index(rest, '/');
    return slash < 0 ? url : str_sub(url, 0, url.len - rest.len + (size_t)slash);
}

static void reach(struct doctor *doctor, struct courier_link *link, const char *subject,
                  const struct courier_job *job)
{
    struct delivery outcome = {0};
    courier_link_send(link, doctor->arena, job, &outcome);
    str address = without_path(job->url);
    doctor_say(doctor, outcome.verdict == DELIVERY_SENT ? FINDING_OK : FINDING_FAULT, subject,
               "%" STR_FMT ": %" STR_FMT, STR_ARG(address), STR_ARG(outcome.story));
}

static void ask(struct doctor *doctor, struct courier_link *link)
{
    const struct settings *s = doctor->settings;
    struct courier_job mail = {
        .kind = COURIER_REACH,
        .timeout_ms = PATIENCE_MS,
        .url = s->smtp_url,
        .user = s->smtp_user,
        .password = secret_reveal(s->smtp_password),
        .tls = s->smtp_tls,
        .ca_file = s->smtp_ca_file,
    };
    struct courier_job sms = {
        .kind = COURIER_REACH,
        .timeout_ms = PATIENCE_MS,
        .url = s->sms_url,
        .ca_file = s->sms_ca_file,
    };
    if (s->smtp_url.len > 0) {
        reach(doctor, link, "mail", &mail);
    }
    if (!str_eq(s->sms_driver, STR("none"))) {
        reach(doctor, link, "sms", &sms);
    }
}

void doctor_neighbours(struct doctor *doctor)
{
    const struct settings *s = doctor->settings;
    if (s->smtp_url.len == 0) {
        doctor_say(
            doctor, FINDING_NOTE, "mail", "mail.smtp_url is not set: mail stays in the outbox%s",
            s->registration_open ? ", and serve wants it while registration.open is yes" : "");
    }
    if (str_eq(s->sms_driver, STR("none"))) {
        doctor_say(doctor, FINDING_NOTE, "sms", "sms.driver is none: texts stay in the outbox");
    }
    if (s->smtp_url.len == 0 && str_eq(s->sms_driver, STR("none"))) {
        return;
    }
    struct nursery *nursery = NULL;
    struct courier_link *link = NULL;
    if (nursery_open(&(struct nursery_options){.settings = s}, &nursery) != ERR_OK ||
        courier_link_open(nursery, &link) != ERR_OK) {
        doctor_say(doctor, FINDING_FAULT, "courier", "cannot be started");
    } else {
        ask(doctor, link);
    }
    courier_link_close(&link);
    nursery_close(&nursery);
}
