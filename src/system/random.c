/* SPDX-License-Identifier: Apache-2.0 */
#include "system/random.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#include "base/check.h"
#include "base/id.h"
#include "system/clock.h"

/* The repeatable stream: off unless random_repeat was called. */
static struct {
    pthread_mutex_t lock;
    atomic_bool on;
    uint64_t state;
} repeat = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* 2026-01-01 UTC, when repeatable ids begin. */
#define REPEAT_MS UINT64_C(1767225600000)

void random_repeat(uint64_t seed)
{
    repeat.state = seed;
    atomic_store(&repeat.on, true);
}

/* splitmix64 */
static void repeat_bytes(unsigned char *at, size_t len)
{
    CHECK(pthread_mutex_lock(&repeat.lock) == 0);
    for (size_t i = 0; i < len; i++) {
        repeat.state += 0x9e3779b97f4a7c15u;
        uint64_t z = repeat.state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        at[i] = (unsigned char)((z ^ (z >> 31)) & 0xff);
    }
    CHECK(pthread_mutex_unlock(&repeat.lock) == 0);
}

static void draw(unsigned char *at, size_t len)
{
    while (len > 0) {
        ssize_t got = getrandom(at, len, 0);
        CHECK(got >= 0 || errno == EINTR);
        if (got > 0) {
            at += got;
            len -= (size_t)got;
        }
    }
}

/* Every request draws a few bytes, and a system call for each costs more than the rest of a small
 * answer: each thread keeps a stock. What was handed out is wiped. A child process must not draw
 * before exec, or it would draw the same bytes as its parent; ours have nothing to do before it. */
static _Thread_local struct {
    size_t left;
    unsigned char bytes[512];
} stock;

void random_bytes(void *out, size_t len)
{
    if (atomic_load_explicit(&repeat.on, memory_order_relaxed)) {
        repeat_bytes(out, len);
        return;
    }
    if (len > sizeof stock.bytes) {
        draw(out, len);
        return;
    }
    if (stock.left < len) {
        draw(stock.bytes, sizeof stock.bytes);
        stock.left = sizeof stock.bytes;
    }
    stock.left -= len;
    memcpy(out, stock.bytes + stock.left, len);
    memset(stock.bytes + stock.left, 0, len);
}

uint32_t random_below(uint32_t bound)
{
    CHECK(bound > 0);
    /* Numbers under 2^32 mod bound would come up once too often: draw again. */
    uint32_t unfair = (uint32_t)-bound % bound;
    uint32_t n;
    do {
        random_bytes(&n, sizeof n);
    } while (n < unfair);
    return n % bound;
}

static struct {
    pthread_mutex_t lock;
    uint64_t ms;
    unsigned counter; /* 12 bits, begun at random in the lower half of each millisecond */
} last = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The next (millisecond, counter) pair; never less than the one before. */
static void next_tick(uint64_t now_ms, unsigned seed, uint64_t *out_ms, unsigned *out_counter)
{
    CHECK(pthread_mutex_lock(&last.lock) == 0);
    if (now_ms > last.ms) {
        last.ms = now_ms;
        last.counter = seed & 0x7ff;
    } else if (++last.counter > 0xfff) {
        last.ms++;
        last.counter = seed & 0x7ff;
    }
    *out_ms = last.ms;
    *out_counter = last.counter;
    CHECK(pthread_mutex_unlock(&last.lock) == 0);
}

str id_new(struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char b[16];
    random_bytes(b, sizeof b);
    uint64_t ms;
    unsigned counter;
    bool repeats = atomic_load_explicit(&repeat.on, memory_order_relaxed);
    uint64_t now_ms = repeats ? REPEAT_MS : (uint64_t)(clock_now().us / 1000);
    next_tick(now_ms, (unsigned)(b[6] << 8 | b[7]), &ms, &counter);
    for (int i = 0; i < 6; i++) {
        b[i] = (unsigned char)(ms >> (40 - 8 * i));
    }
    b[6] = (unsigned char)(0x70 | counter >> 8);
    b[7] = (unsigned char)counter;
    b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));

    char *text = arena_alloc(arena, ID_TEXT_LEN + 1);
    char *at = text;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            *at++ = '-';
        }
        *at++ = digits[b[i] >> 4];
        *at++ = digits[b[i] & 15];
    }
    return (str){text, ID_TEXT_LEN};
}
