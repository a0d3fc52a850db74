/* SPDX-License-Identifier: Apache-2.0 */
#include "app/startup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/settings_check.h"

bool startup_option(struct startup_options *options, int letter, const char *value)
{
    switch (letter) {
    case 'c':
        options->config = value;
        return true;
    case 'd':
        options->data = value;
        return true;
    case 'l':
        options->listen = value;
        return true;
    case 'D':
        options->demo = true;
        return true;
    case 'F':
        options->force = true;
        return true;
    default:
        return false;
    }
}

static err apply(struct arena *arena, struct settings *settings, const char *key, const char *value,
                 struct buf *complaints)
{
    if (value == NULL) {
        return ERR_OK;
    }
    return settings_set(arena, settings, str_from_z(key), str_from_z(value), SETTING_FROM_ARGUMENT,
                        complaints);
}

static err apply_options(struct arena *arena, const struct startup_options *options,
                         struct settings *settings, struct buf *complaints)
{
    err data = apply(arena, settings, "server.data_dir", options->data, complaints);
    err listen = apply(arena, settings, "server.listen", options->listen, complaints);
    err demo = apply(arena, settings, "server.demo", options->demo ? "yes" : NULL, complaints);
    if (data != ERR_OK || listen != ERR_OK || demo != ERR_OK) {
        return ERR_INVALID;
    }
    if (options->listen != NULL && settings->origin[SETTING_public_url] == SETTING_FROM_DEFAULT) {
        settings->public_url = str_printf(arena, "http://%s", options->listen);
        settings->origin[SETTING_public_url] = SETTING_FROM_ARGUMENT;
    }
    return ERR_OK;
}

bool startup_read(int argc, char **argv, const struct option *rows, struct startup_options *out)
{
    int letter = 0;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (!startup_option(out, letter, optarg)) {
            return false;
        }
    }
    return optind == argc;
}

err startup_settings_read(struct arena *arena, const struct startup_options *options,
                          struct settings *out, struct buf *complaints)
{
    struct settings settings;
    err e = settings_load(arena, options->config, &settings, complaints);
    if (e == ERR_OK) {
        e = apply_options(arena, options, &settings, complaints);
    }
    if (e == ERR_OK) {
        *out = settings;
    }
    return e;
}

err startup_settings(struct arena *arena, const struct startup_options *options,
                     struct settings *out, struct buf *complaints)
{
    struct settings settings;
    err e = startup_settings_read(arena, options, &settings, complaints);
    if (e == ERR_OK) {
        struct settings_check_options checks = {
            .force = options->force, .serving = options->serving, .confined = options->confined};
        e = settings_check(arena, &settings, &checks, complaints);
    }
    if (e == ERR_OK) {
        *out = settings;
    }
    return e;
}

static err data_dir_fault(struct buf *complaints, const char *path, const char *what)
{
    buf_printf(complaints, "data directory %s %s\n", path, what);
    return ERR_INVALID;
}

/* Whether a file can be made in the directory; asks by making a nameless one, because permissions
 * do not tell of a disk mounted read-only. */
static bool is_writable(const char *path)
{
    FILE *probe = NULL;
    char name[4200];
    if (snprintf(name, sizeof name, "%s/.probe-%ld", path, (long)getpid()) < (int)sizeof name) {
        probe = fopen(name, "wxe");
    }
    if (probe == NULL) {
        return false;
    }
    fclose(probe);
    unlink(name);
    return true;
}

static err validate(const char *path, const struct stat *st, struct buf *complaints)
{
    if (!S_ISDIR(st->st_mode)) {
        return data_dir_fault(complaints, path, "is not a directory");
    }
    if (st->st_uid != geteuid() && geteuid() != 0) {
        return data_dir_fault(complaints, path, "belongs to another user; chown it to ours");
    }
    if ((st->st_mode & 07) != 0) {
        return data_dir_fault(complaints, path,
                              "is open to everybody on this machine; chmod o= it");
    }
    if (!is_writable(path)) {
        return data_dir_fault(complaints, path, "cannot be written to");
    }
    return ERR_OK;
}

err startup_data_dir(struct arena *arena, const struct settings *settings, struct buf *complaints)
{
    const char *path = str_z(arena, settings->data_dir);
    struct stat st;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        const char *why = str_z(arena, str_printf(arena, "cannot be made: %s", strerror(errno)));
        return data_dir_fault(complaints, path, why);
    }
    if (stat(path, &st) != 0) {
        return data_dir_fault(complaints, path, "cannot be looked at");
    }
    return validate(path, &st, complaints);
}

err startup_data_dir_check(struct arena *arena, const struct settings *settings,
                           struct buf *complaints)
{
    char *path = str_z(arena, settings->data_dir);
    struct stat st;
    if (stat(path, &st) == 0) {
        return validate(path, &st, complaints);
    }
    char *slash = strrchr(path, '/');
    const char *parent = slash == NULL ? "." : slash == path ? "/" : path;
    if (slash != NULL && slash != path) {
        *slash = '\0';
    }
    bool could = access(parent, W_OK | X_OK) == 0;
    if (slash != NULL) {
        *slash = '/';
    }
    return could ? ERR_OK : data_dir_fault(complaints, path, "does not exist and cannot be made");
}

bool startup_print(str result)
{
    /* An empty buf has no bytes to point to, which fwrite may not be given. */
    bool whole = result.len == 0 || fwrite(result.ptr, 1, result.len, stdout) == result.len;
    return fflush(stdout) == 0 && whole;
}

void startup_complain(str complaints)
{
    while (complaints.len > 0) {
        str line = str_cut(complaints, '\n', &complaints);
        fprintf(stderr, "kabinet: %" STR_FMT "\n", STR_ARG(line));
    }
}
