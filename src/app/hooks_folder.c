/* SPDX-License-Identifier: Apache-2.0 */
#include "app/hooks_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/file.h"

/* The sample, put into this program by demo_hook.S. */
extern const char demo_hook[];
extern const char demo_hook_end[];

#define DEMO_STEPS 5

static err refuse(struct buf *complaint, str path, const char *why)
{
    buf_printf(complaint, "provisioning.hooks: %" STR_FMT ": %s\n", STR_ARG(path), why);
    return ERR_INVALID;
}

static err absolute(struct arena *arena, str path, str *out, struct buf *complaint)
{
    char *real = realpath(str_z(arena, path), NULL);
    if (real == NULL) {
        return refuse(complaint, path, strerrordesc_np(errno));
    }
    *out = str_dup(arena, str_from_z(real));
    free(real);
    return ERR_OK;
}

/* The sample with the pause of its steps in it, so that all of them take the time of the setting.
 */
static str sample_of(struct arena *arena, const struct settings *settings)
{
    str script = {demo_hook, (size_t)(demo_hook_end - demo_hook)};
    str line = STR("STEP_SECONDS=2\n");
    ptrdiff_t at = str_find(script, line);
    int64_t pause_ms = settings->demo_hook_time / 1000 / DEMO_STEPS;
    str head = at < 0 ? STR("") : str_sub(script, 0, (size_t)at);
    return str_printf(arena, "%" STR_FMT "STEP_SECONDS=%lld.%03lld\n%" STR_FMT, STR_ARG(head),
                      (long long)(pause_ms / 1000), (long long)(pause_ms % 1000),
                      STR_ARG(str_skip(script, head.len + line.len)));
}

/* Beside its place first: a hook that runs is not changed under its feet. */
static bool write_sample(struct arena *arena, const char *folder, str script)
{
    char *path = str_z(arena, str_printf(arena, "%s/demo-vps", folder));
    char *fresh = str_z(arena, str_printf(arena, "%s/.demo-vps.new", folder));
    (void)unlink(fresh);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    bool written = fd >= 0 && file_put(fd, script) && rename(fresh, path) == 0;
    int why = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = why;
    return written;
}

static err demo_folder(struct arena *arena, const struct settings *settings, str *out,
                       struct buf *complaint)
{
    str path = str_printf(arena, "%" STR_FMT "/hooks", STR_ARG(settings->data_dir));
    char *folder = str_z(arena, path);
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) ||
        !write_sample(arena, folder, sample_of(arena, settings))) {
        (void)refuse(complaint, path, strerrordesc_np(errno));
        return ERR_UNAVAILABLE; /* nobody set this: the disk says so, and may say otherwise soon */
    }
    return absolute(arena, path, out, complaint);
}

/* The data directory may not be there yet: then nothing lies in it. */
static bool lies_in(struct arena *arena, str folder, str data_dir)
{
    char *real = realpath(str_z(arena, data_dir), NULL);
    str data = real == NULL ? STR("") : str_dup(arena, str_from_z(real));
    free(real);
    return data.len > 0 && (str_eq(folder, data) ||
                            str_starts(folder, str_printf(arena, "%" STR_FMT "/", STR_ARG(data))));
}

err hooks_folder_given(struct arena *arena, const struct settings *settings, str *out,
                       struct buf *complaint)
{
    str folder = STR("");
    struct stat st;
    err e = absolute(arena, settings->hooks_dir, &folder, complaint);
    if (e != ERR_OK) {
        return e;
    }
    if (stat(str_z(arena, folder), &st) != 0 || !S_ISDIR(st.st_mode)) {
        return refuse(complaint, folder, "is not a directory");
    }
    if (lies_in(arena, folder, settings->data_dir)) {
        return refuse(complaint, folder, "lies in the data directory, where the server may write");
    }
    *out = folder;
    return ERR_OK;
}

err hooks_folder(struct arena *arena, const struct settings *settings, str *out,
                 struct buf *complaint)
{
    if (settings->hooks_dir.len > 0) {
        return hooks_folder_given(arena, settings, out, complaint);
    }
    *out = STR("");
    return settings->demo ? demo_folder(arena, settings, out, complaint) : ERR_OK;
}
