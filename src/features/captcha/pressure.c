/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/pressure.h"

#include <pthread.h>

#include "crypto/mac.h"

/* An office behind one address asks this often in ten minutes; a script asks more. */
#define RAISED_FROM 30
#define HIGH_FROM 150
#define PICTURES_USUAL 30
#define PICTURES_IN_FLOOD 5
#define WINDOW (10 * WHEN_MINUTE)
#define SLOTS 4096

/* Two networks may meet in a slot and share its count: they then only work a little more. */
struct slot {
    int64_t window;
    uint32_t count;
    uint32_t pictures; /* of them */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot slots[SLOTS];

/* Under lock. */
static struct slot *slot_of(str network, when now)
{
    struct digest digest = sha256(network);
    struct slot *slot = &slots[((size_t)digest.bytes[0] << 8 | digest.bytes[1]) % SLOTS];
    int64_t window = now.us / WINDOW;
    if (slot->window != window) {
        *slot = (struct slot){.window = window};
    }
    return slot;
}

static enum captcha_risk risk_of(uint32_t count)
{
    if (count >= HIGH_FROM) {
        return CAPTCHA_RISK_HIGH;
    }
    return count >= RAISED_FROM ? CAPTCHA_RISK_RAISED : CAPTCHA_RISK_LOW;
}

enum captcha_risk pressure_add(str network, when now)
{
    pthread_mutex_lock(&lock);
    uint32_t count = ++slot_of(network, now)->count;
    pthread_mutex_unlock(&lock);
    return risk_of(count);
}

bool pressure_takes_picture(str network, when now)
{
    pthread_mutex_lock(&lock);
    struct slot *slot = slot_of(network, now);
    uint32_t pictures = ++slot->pictures;
    enum captcha_risk risk = risk_of(++slot->count);
    pthread_mutex_unlock(&lock);
    return pictures <= (risk == CAPTCHA_RISK_HIGH ? PICTURES_IN_FLOOD : PICTURES_USUAL);
}
