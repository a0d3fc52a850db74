/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/check.h"
#include "system/thread_time.h"

#define ARGON2_VERSION 19 /* RFC 9106: 0x13 */
#define SLOTS_MAX 64

/* The hash as libsodium wants it: NUL-terminated in its own fixed room. */
struct stored {
    char text[crypto_pwhash_STRBYTES];
};

/* One hash to be made or checked; lives with the caller, who waits for done. */
struct task {
    struct stored *stored;
    str password;
    bool checks;
    bool failed;
    bool out_of_memory;
    int64_t cost_us; /* of a processor; the caller's to answer for */
    sem_t done;
    struct task *next;
};

/* Hashing has threads of its own, one a slot: a thread that goes from one hash to the next keeps
 * its core and the 19 MB it has just given back, and the slot never waits for somebody to wake up.
 */
struct password_hasher {
    unsigned long long passes;
    size_t memory;
    int nice;
    char dummy[crypto_pwhash_STRBYTES];
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct task *first, **last; /* under lock */
    bool ends;                  /* under lock */
    uint32_t started;
    pthread_t threads[SLOTS_MAX];
};

static void run(const struct password_hasher *hasher, struct task *task)
{
    str typed = task->password;
    int64_t begun_us = thread_time_us();
    errno = 0;
    task->failed = task->checks
                       ? crypto_pwhash_str_verify(task->stored->text, typed.ptr, typed.len) != 0
                       : crypto_pwhash_str(task->stored->text, typed.ptr, typed.len, hasher->passes,
                                           hasher->memory) != 0;
    task->out_of_memory = task->failed && (!task->checks || errno == ENOMEM);
    task->cost_us = thread_time_us() - begun_us;
}

static struct task *take(struct password_hasher *hasher)
{
    pthread_mutex_lock(&hasher->lock);
    while (hasher->first == NULL && !hasher->ends) {
        pthread_cond_wait(&hasher->filled, &hasher->lock);
    }
    struct task *task = hasher->first;
    if (task != NULL) {
        hasher->first = task->next;
        if (hasher->first == NULL) {
            hasher->last = &hasher->first;
        }
    }
    pthread_mutex_unlock(&hasher->lock);
    return task;
}

static void *work(void *arg)
{
    struct password_hasher *hasher = arg;
    pthread_setname_np(pthread_self(), "argon2");
    if (hasher->nice != 0) {
        /* On Linux a priority belongs to the thread. Without the right to it hashing only competes
         * harder. */
        (void)setpriority(PRIO_PROCESS, 0, hasher->nice);
    }
    for (struct task *task = take(hasher); task != NULL; task = take(hasher)) {
        run(hasher, task);
        sem_post(&task->done);
    }
    return NULL;
}

static void wait_for(struct password_hasher *hasher, struct task *task)
{
    CHECK(sem_init(&task->done, 0, 0) == 0);
    pthread_mutex_lock(&hasher->lock);
    *hasher->last = task;
    hasher->last = &task->next;
    pthread_cond_signal(&hasher->filled);
    pthread_mutex_unlock(&hasher->lock);
    while (sem_wait(&task->done) != 0) {
        CHECK(errno == EINTR);
    }
    sem_destroy(&task->done);
    thread_time_add(task->cost_us);
}

static bool cost_is_possible(const struct password_cost *cost)
{
    return cost->slots >= 1 && cost->slots <= SLOTS_MAX &&
           cost->passes >= crypto_pwhash_OPSLIMIT_MIN &&
           cost->memory_kib >= crypto_pwhash_MEMLIMIT_MIN / 1024 && cost->memory_kib <= 4 << 20;
}

/* A hash of today's cost that no password has: random bytes in the place of salt and result. Made
 * without hashing, because the server's start does not wait for it. */
static void make_dummy(struct password_hasher *hasher)
{
    unsigned char bytes[crypto_pwhash_SALTBYTES + 32];
    char salt[sodium_base64_ENCODED_LEN(crypto_pwhash_SALTBYTES,
                                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    char result[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    randombytes_buf(bytes, sizeof(bytes));
    sodium_bin2base64(salt, sizeof(salt), bytes, crypto_pwhash_SALTBYTES,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(result, sizeof(result), bytes + crypto_pwhash_SALTBYTES, 32,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    snprintf(hasher->dummy, sizeof(hasher->dummy), "$argon2id$v=%d$m=%zu,t=%llu,p=1$%s$%s",
             ARGON2_VERSION, hasher->memory / 1024, hasher->passes, salt, result);
}

err password_hasher_open(const struct password_cost *cost, struct password_hasher **out)
{
    if (sodium_init() < 0 || !cost_is_possible(cost)) {
        return ERR_INTERNAL;
    }
    struct password_hasher *hasher = calloc(1, sizeof(*hasher));
    if (hasher == NULL) {
        return ERR_INTERNAL;
    }
    hasher->passes = cost->passes;
    hasher->memory = (size_t)cost->memory_kib * 1024;
    hasher->nice = cost->nice;
    hasher->last = &hasher->first;
    CHECK(pthread_mutex_init(&hasher->lock, NULL) == 0);
    CHECK(pthread_cond_init(&hasher->filled, NULL) == 0);
    make_dummy(hasher);
    while (hasher->started < cost->slots) {
        if (pthread_create(&hasher->threads[hasher->started], NULL, work, hasher) != 0) {
            password_hasher_close(&hasher);
            return ERR_INTERNAL;
        }
        hasher->started++;
    }
    *out = hasher;
    return ERR_OK;
}

void password_hasher_close(struct password_hasher **handle)
{
    struct password_hasher *hasher = *handle;
    if (hasher == NULL) {
        return;
    }
    pthread_mutex_lock(&hasher->lock);
    hasher->ends = true;
    pthread_cond_broadcast(&hasher->filled);
    pthread_mutex_unlock(&hasher->lock);
    for (uint32_t i = 0; i < hasher->started; i++) {
        pthread_join(hasher->threads[i], NULL);
    }
    pthread_cond_destroy(&hasher->filled);
    pthread_mutex_destroy(&hasher->lock);
    free(hasher);
    *handle = NULL;
}

err password_hash(struct password_hasher *hasher, struct arena *arena, struct secret password,
                  str *out)
{
    if (password.len > PASSWORD_BYTES_MAX) {
        return ERR_INVALID;
    }
    struct stored made;
    struct task task = {.stored = &made, .password = secret_reveal(password)};
    wait_for(hasher, &task);
    if (task.failed) {
        return ERR_UNAVAILABLE;
    }
    *out = str_dup(arena, str_from_z(made.text));
    return ERR_OK;
}

static bool stored_from(str hash, struct stored *out)
{
    if (hash.len == 0 || hash.len >= sizeof(out->text)) {
        return false;
    }
    memset(out, 0, sizeof(*out));
    memcpy(out->text, hash.ptr, hash.len);
    return true;
}

err password_verify(struct password_hasher *hasher, str hash, struct secret password,
                    bool *out_matches)
{
    if (password.len > PASSWORD_BYTES_MAX) {
        *out_matches = false;
        return ERR_OK;
    }
    struct stored stored;
    /* needs_rehash gives -1 for a text that is no Argon2id hash at all. */
    bool known = stored_from(hash, &stored) &&
                 crypto_pwhash_str_needs_rehash(stored.text, hasher->passes, hasher->memory) != -1;
    if (!known) {
        memcpy(stored.text, hasher->dummy, sizeof(stored.text));
    }
    struct task task = {.stored = &stored, .password = secret_reveal(password), .checks = true};
    wait_for(hasher, &task);
    if (task.out_of_memory) {
        return ERR_UNAVAILABLE;
    }
    *out_matches = known && !task.failed;
    return ERR_OK;
}

bool password_needs_rehash(const struct password_hasher *hasher, str hash)
{
    struct stored stored;
    return !stored_from(hash, &stored) ||
           crypto_pwhash_str_needs_rehash(stored.text, hasher->passes, hasher->memory) != 0;
}
