/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine can do at best, measured beside the server in the same run:
 *
 *     ceilings hash THREADS SECONDS        bare Argon2id hashes a second at the server's cost
 *     ceilings fdatasync DIR SECONDS       4 kB appends made durable, one after the other
 *     ceilings commit DIR CLIENTS SECONDS  one SQLite transaction a write (FULL), CLIENTS taking
 * turns
 *
 * Prints one number: operations a second, in thousandths. */
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HASH_MEMORY ((size_t)19456 * 1024)
#define HASH_PASSES 2
#define THREADS_MAX 256

static atomic_long done;
static int64_t until_us;

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void fail(const char *what)
{
    fprintf(stderr, "ceilings: %s\n", what);
    exit(1);
}

static void *hash_until(void *arg)
{
    (void)arg;
    char text[crypto_pwhash_STRBYTES];
    while (now_us() < until_us) {
        if (crypto_pwhash_str_alg(text, "twelve letters", 14, HASH_PASSES, HASH_MEMORY,
                                  crypto_pwhash_ALG_ARGON2ID13) != 0) {
            fail("no memory to hash");
        }
        atomic_fetch_add(&done, 1);
    }
    return NULL;
}

static void sync_until(const char *dir)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/ceiling.bin", dir);
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    char block[4096];
    memset(block, 7, sizeof block);
    while (now_us() < until_us) {
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block || fdatasync(fd) != 0) {
            fail("cannot write");
        }
        atomic_fetch_add(&done, 1);
    }
    close(fd);
    unlink(path);
}

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static sqlite3 *database;

static void must(int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE) {
        fail(sqlite3_errmsg(database));
    }
}

static void *commit_until(void *arg)
{
    (void)arg;
    while (now_us() < until_us) {
        pthread_mutex_lock(&turn);
        must(sqlite3_exec(database,
                          "BEGIN IMMEDIATE;"
                          "UPDATE counter SET n = n + 1 WHERE id = 1;"
                          "INSERT INTO entry (text) VALUES ('a row of an ordinary length, as an "
                          "audit entry has it');"
                          "COMMIT",
                          NULL, NULL, NULL));
        pthread_mutex_unlock(&turn);
        atomic_fetch_add(&done, 1);
    }
    return NULL;
}

static void open_database(const char *dir)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/ceiling.db", dir);
    unlink(path);
    must(sqlite3_open(path, &database));
    must(sqlite3_exec(database,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER);"
                      "CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT);"
                      "INSERT INTO counter VALUES (1, 0)",
                      NULL, NULL, NULL));
}

static void run_threads(void *(*work)(void *), int count)
{
    pthread_t threads[THREADS_MAX];
    if (count < 1 || count > THREADS_MAX) {
        fail("1 to 256 threads");
    }
    for (int i = 0; i < count; i++) {
        if (pthread_create(&threads[i], NULL, work, NULL) != 0) {
            fail("no thread");
        }
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4 || sodium_init() < 0) {
        fail("hash THREADS SECONDS | fdatasync DIR SECONDS | commit DIR CLIENTS SECONDS");
    }
    int seconds = atoi(argv[argc - 1]);
    if (strcmp(argv[1], "commit") == 0) {
        open_database(argv[2]);
    }
    int64_t begun = now_us();
    until_us = begun + (int64_t)seconds * 1000000;
    if (strcmp(argv[1], "hash") == 0) {
        run_threads(hash_until, atoi(argv[2]));
    } else if (strcmp(argv[1], "fdatasync") == 0) {
        sync_until(argv[2]);
    } else if (strcmp(argv[1], "commit") == 0) {
        run_threads(commit_until, atoi(argv[3]));
    } else {
        fail("unknown ceiling");
    }
    printf("%lld\n", (long long)(atomic_load(&done) * 1000000000LL / (now_us() - begun)));
    return 0;
}
