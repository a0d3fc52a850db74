/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "db/sqlite.h"

static char *joined(const char *folder, const char *name)
{
    char *path = NULL;
    CHECK(asprintf(&path, "%s/%s", folder, name) >= 0);
    return path;
}

static err cannot(const struct db_options *options, const char *what, const char *path)
{
    db_options_story(options, "cannot %s %s: %s", what, path, strerrordesc_np(errno));
    return ERR_UNAVAILABLE;
}

/* Who holds the lock, as it wrote there; for the story only. */
static void tell_holder(const struct db_options *options, const char *folder, int fd)
{
    char pid[32];
    ssize_t len = pread(fd, pid, sizeof(pid) - 1, 0);
    pid[len > 0 ? len : 0] = '\0';
    pid[strcspn(pid, "\n")] = '\0';
    db_options_story(options,
                     "the data directory %s is in use by a running server or another command"
                     " (process %s); stop it first",
                     folder, pid[0] != '\0' ? pid : "unknown");
}

static err take_lock(struct sqlite_engine *engine, const struct db_options *options)
{
    char *path = joined(engine->folder, "lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    err e = fd < 0 ? cannot(options, "open", path) : ERR_OK;
    free(path);
    if (e != ERR_OK) {
        return e;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        tell_holder(options, engine->folder, fd);
        close(fd);
        return ERR_UNAVAILABLE;
    }
    char pid[32];
    int len = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)len, 0) != len) {
        /* The lock holds all the same; only the story of others gets poorer. */
    }
    engine->lock_fd = fd;
    return ERR_OK;
}

/* Made here, so that it and the files SQLite puts beside it are for the owner alone. */
static err make_file(struct sqlite_engine *engine, const struct db_options *options)
{
    int fd = open(engine->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return cannot(options, "open", engine->path);
    }
    close(fd);
    return ERR_OK;
}

err sqlite_folder_take(struct sqlite_engine *engine, const struct db_options *options)
{
    engine->folder = strndup(options->data_dir.ptr, options->data_dir.len);
    CHECK(engine->folder != NULL);
    engine->path = joined(engine->folder, "kabinet.db");
    if (engine->engine.read_only) {
        if (access(engine->path, F_OK) != 0) {
            db_options_story(options, "there is no database at %s", engine->path);
            return ERR_NOT_FOUND;
        }
        return ERR_OK;
    }
    if (mkdir(engine->folder, 0700) != 0 && errno != EEXIST) {
        return cannot(options, "make", engine->folder);
    }
    err e = take_lock(engine, options);
    return e == ERR_OK ? make_file(engine, options) : e;
}

void sqlite_folder_release(struct sqlite_engine *engine)
{
    if (engine->lock_fd >= 0) {
        close(engine->lock_fd);
        engine->lock_fd = -1;
    }
}

static int sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int result = fsync(fd);
    close(fd);
    return result;
}

err sqlite_file_sync(const char *path, const char *folder)
{
    if (sync_path(path, O_RDONLY) != 0 ||
        (folder != NULL && sync_path(folder, O_RDONLY | O_DIRECTORY) != 0)) {
        return ERR_UNAVAILABLE;
    }
    return ERR_OK;
}

/* VACUUM INTO reads this database and writes another, which query_only does not tell apart. */
static err vacuum_into(struct sqlite_db *db, const char *path)
{
    sqlite3_stmt *stmt = NULL;
    err e = sqlite_exec(db, "PRAGMA query_only = OFF");
    if (e == ERR_OK &&
        (sqlite3_prepare_v2(db->link, "VACUUM INTO $1", -1, &stmt, NULL) != SQLITE_OK ||
         sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC) != SQLITE_OK ||
         sqlite3_step(stmt) != SQLITE_DONE)) {
        e = sqlite_failed(db, "copy");
    }
    sqlite3_finalize(stmt);
    CHECK(sqlite3_exec(db->link, "PRAGMA query_only = ON", NULL, NULL, NULL) == SQLITE_OK);
    return e;
}

err sqlite_copy_to(struct db *base, const char *path)
{
    struct sqlite_db *db = (struct sqlite_db *)(void *)base;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); /* VACUUM would say 0644 */
    if (fd < 0) {
        db_story_set(base, "cannot make %s: %s", path, strerrordesc_np(errno));
        return errno == EEXIST ? ERR_CONFLICT : ERR_UNAVAILABLE;
    }
    close(fd);
    err e = vacuum_into(db, path);
    if (e == ERR_OK && sqlite_file_sync(path, NULL) != ERR_OK) {
        db_story_set(base, "cannot flush %s: %s", path, strerrordesc_np(errno));
        e = ERR_UNAVAILABLE;
    }
    if (e != ERR_OK) {
        unlink(path);
    }
    return e;
}

err sqlite_keep_copy(struct db *base, const char *name)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)(void *)base->engine;
    char *path = joined(engine->folder, name);
    char *fresh = joined(engine->folder, "backup-unfinished.db");
    unlink(fresh);
    err e = sqlite_copy_to(base, fresh);
    if (e == ERR_OK &&
        (rename(fresh, path) != 0 || sqlite_file_sync(path, engine->folder) != ERR_OK)) {
        db_story_set(base, "cannot keep %s: %s", path, strerrordesc_np(errno));
        e = ERR_UNAVAILABLE;
    }
    free(fresh);
    free(path);
    return e;
}
