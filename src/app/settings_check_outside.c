/* SPDX-License-Identifier: Apache-2.0 */
/* The other servers that requests go to. */
#include "app/settings_check_private.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "courier/address.h"
#include "features/provisioning/provisioning.h"

/* The host of a URL as a socket's address, when it is written as a number. */
static bool number_of(str url, struct sockaddr_storage *out)
{
    str rest = str_skip(url, (size_t)str_find(url, STR("://")) + 3), unused;
    str host = str_starts(rest, STR("[")) ? str_cut(str_skip(rest, 1), ']', &unused)
                                          : str_cut(str_cut(rest, '/', &unused), ':', &unused);
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    char text[INET6_ADDRSTRLEN];
    if (host.len >= sizeof text) {
        return false;
    }
    snprintf(text, sizeof text, "%" STR_FMT, STR_ARG(host));
    *out = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        memcpy(out, &v4, sizeof v4);
        return true;
    }
    memcpy(out, &v6, sizeof v6);
    bool is_6 = inet_pton(AF_INET6, text, &v6.sin6_addr) == 1;
    memcpy(out, &v6, sizeof v6);
    return is_6;
}

bool check_may_be_reached(const struct settings *s, str url)
{
    struct sockaddr_storage number;
    const struct sockaddr *address = (const struct sockaddr *)&number;
    bool plain = str_starts(url, STR("http://"));
    if (!number_of(url, &number)) {
        return !plain || s->private_networks.len > 0 || s->demo;
    }
    bool at_home = s->demo && s->private_networks.len == 0 && url_is_loopback(url);
    return at_home || address_is_in(address, s->private_networks) ||
           (!plain && address_is_public(address));
}

static void check_webhook(struct check *check, const struct webhook_entry *entry, str rest)
{
    struct webhook_entry other;
    if (entry->fault == NULL && !check_is_web_url(entry->url)) {
        check_fault(check,
                    "provisioning.webhooks: %" STR_FMT " has an address that cannot be called",
                    STR_ARG(entry->name));
    } else if (entry->fault == NULL && check->options.serving &&
               !check_may_be_reached(check->settings, entry->url)) {
        check_fault(check,
                    "provisioning.webhooks: the address of %" STR_FMT " is not public or not "
                    "https://; name its network in outside.private_networks",
                    STR_ARG(entry->name));
    }
    while (provisioning_webhook_next(check->arena, &rest, &other)) {
        if (str_eq(other.name, entry->name)) {
            check_fault(check, "provisioning.webhooks: %" STR_FMT " is listed twice",
                        STR_ARG(entry->name));
        }
    }
}

static void check_webhooks(struct check *check)
{
    struct webhook_entry entry;
    str rest = secret_reveal(check->settings->webhooks);
    while (provisioning_webhook_next(check->arena, &rest, &entry)) {
        if (entry.fault != NULL) {
            check_fault(check, "provisioning.webhooks: %" STR_FMT " %s", STR_ARG(entry.name),
                        entry.fault);
        }
        check_webhook(check, &entry, rest);
    }
}

void check_outside(struct check *check)
{
    const struct settings *s = check->settings;
    if (!networks_are_good(s->private_networks)) {
        check_fault(check, "outside.private_networks must be addresses or networks such as "
                           "10.1.0.0/16, separated by commas");
    }
    check_webhooks(check);
    check_file(check, "outside.ca_file", s->outside_ca_file);
}
