/* SPDX-License-Identifier: Apache-2.0 */
#include "app/nursery_arguments.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "system/log.h"
#include "system/settings_sources.h"

#define ARGUMENTS_MAX 80
#define SOURCES_MEMORY ((size_t)256 << 10)

struct list {
    char **items;
    size_t count;
};

static void add(struct list *list, str name, str value)
{
    CHECK(list->count + 1 < ARGUMENTS_MAX);
    size_t size = name.len + value.len + 1;
    char *text = malloc(size);
    CHECK(text != NULL);
    snprintf(text, size, "%" STR_FMT "%" STR_FMT, STR_ARG(name), STR_ARG(value));
    list->items[list->count++] = text;
}

static void add_path(struct list *list, str name, str path)
{
    char text[4096];
    if (path.len == 0 || path.len >= sizeof text || list->count + 4 > ARGUMENTS_MAX) {
        return;
    }
    snprintf(text, sizeof text, "%" STR_FMT, STR_ARG(path));
    char *real = realpath(text, NULL);
    add(list, name, real == NULL ? path : str_from_z(real));
    free(real);
}

/* By its own name, which may lead elsewhere later, and by where it leads now: hooks may be somebody
 * who cannot follow it. */
static void add_hidden(struct list *list, const char *path)
{
    char named[4096];
    char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);
    int len = snprintf(named, sizeof named, "%s%s%s", here == NULL ? "" : here,
                       here == NULL ? "" : "/", path);
    free(here);
    if (len > 0 && (size_t)len < sizeof named) {
        add(list, STR("hide="), str_from_z(named));
        add_path(list, STR("hide="), str_from_z(named));
    }
}

/* What a reload may read again, and the passwords of the database that belong to the user. */
static void add_sources(struct list *list, const char *config)
{
    struct arena arena;
    struct settings_sources sources;
    arena_init(&arena, SOURCES_MEMORY);
    settings_sources_of(&arena, config, &sources);
    for (size_t i = 0; i < sources.file_count; i++) {
        add_hidden(list, sources.files[i]);
    }
    if (sources.credentials != NULL) {
        add_hidden(list, sources.credentials);
    }
    const char *home = getenv("HOME");
    if (home != NULL && home[0] == '/') {
        add_hidden(list, str_z(&arena, str_printf(&arena, "%s/.pgpass", home)));
    }
    arena_done(&arena);
}

static void add_paths(struct list *list, str name, str paths)
{
    while (paths.len > 0) {
        add_path(list, name, str_trim(str_cut(paths, ',', &paths)));
    }
}

static void add_user(struct list *list, const struct passwd *user)
{
    char text[64];
    snprintf(text, sizeof text, "%u:%u", (unsigned)user->pw_uid, (unsigned)user->pw_gid);
    add(list, STR("user="), str_from_z(text));
}

static const struct passwd *user_of(str name, const char *usual)
{
    char text[64];
    const struct passwd *user = NULL;
    snprintf(text, sizeof text, "%" STR_FMT, STR_ARG(name));
    if (name.len > 0 && name.len < sizeof text) {
        user = getpwnam(text);
        if (user == NULL) { /* it was there when the settings were checked: not root in its place */
            log_warning("there is no such user; nobody is taken", LOG_Z("user", text), LOG_END);
            user = getpwnam("nobody");
        }
    }
    return user == NULL && usual != NULL ? getpwnam(usual) : user;
}

/* As it is written, symlink or relative: jobs name the file by the same words, and the courier
 * opens it once, before it closes itself. */
static void add_certificates(struct list *list, str path)
{
    if (path.len > 0) {
        add(list, STR("ca="), path);
    }
}

/* Couriers need nothing of anybody's. */
static void add_courier_user(struct list *list, const struct settings *settings)
{
    const struct passwd *user = user_of(settings->courier_user, "kabinet-courier");
    user = user == NULL ? user_of(STR(""), "nobody") : user;
    if (user == NULL) {
        log_warning("couriers run as root: there is neither kabinet-courier nor nobody", LOG_END);
        return;
    }
    add_user(list, user);
}

/* Hooks may be anything: without a user of their own they stay what they were, but for root's
 * rights. */
static void add_hook_user(struct list *list, const struct settings *settings)
{
    const struct passwd *user =
        user_of(settings->hook_user, settings->demo ? NULL : "kabinet-hooks");
    if (user == NULL) {
        log_info("hooks run as root, without its rights: provisioning.hook_user names another user",
                 LOG_END);
        return;
    }
    add_user(list, user);
}

static void add_for_couriers(struct list *list, const struct settings *settings)
{
    add_path(list, STR("read="), settings->documents_fonts);
    add_certificates(list, settings->smtp_ca_file);
    add_certificates(list, settings->sms_ca_file);
    add_certificates(list, settings->outside_ca_file);
}

char **nursery_arguments(const struct nursery_options *options, str hooks_folder)
{
    const struct settings *settings = options->settings;
    bool of_hooks = hooks_folder.len > 0;
    struct list list = {.items = calloc(ARGUMENTS_MAX, sizeof *list.items)};
    CHECK(list.items != NULL);
    add(&list, STR("kabinet-courier"), STR(""));
    add(&list, STR("nursery"), STR(""));
    if (of_hooks) {
        add(&list, STR("hooks="), hooks_folder);
    }
    if (settings == NULL) {
        return list.items;
    }
    add_path(&list, STR("data="), settings->data_dir);
    add_sources(&list, options->config);
    add(&list, STR("sandbox="), settings->sandbox ? STR("yes") : STR("no"));
    if (geteuid() == 0) {
        (of_hooks ? add_hook_user : add_courier_user)(&list, settings);
    }
    if (of_hooks) {
        add_paths(&list, STR("write="), settings->hook_writable);
    } else {
        add_for_couriers(&list, settings);
    }
    return list.items;
}
