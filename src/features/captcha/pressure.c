/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/pressure.h"

#include <pthread.h>

#include "crypto/mac.h"

/* An office behind one address asks this often in ten minutes; a script asks more. */
#define RAISED_FROM 30
#define HIGH_FROM 150
#define WINDOW (10 * WHEN_MINUTE)
#define SLOTS 4096

/* Two networks may meet in a slot and share its count: they then only work a little more. */
struct slot {
    int64_t window;
    uint32_t count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot slots[SLOTS];

enum captcha_risk pressure_add(str network, when now)
{
    struct digest digest = sha256(network);
    size_t at = ((size_t)digest.bytes[0] << 8 | digest.bytes[1]) % SLOTS;
    int64_t window = now.us / WINDOW;
    pthread_mutex_lock(&lock);
    struct slot *slot = &slots[at];
    if (slot->window != window) {
        *slot = (struct slot){.window = window};
    }
    uint32_t count = ++slot->count;
    pthread_mutex_unlock(&lock);
    if (count >= HIGH_FROM) {
        return CAPTCHA_RISK_HIGH;
    }
    return count >= RAISED_FROM ? CAPTCHA_RISK_RAISED : CAPTCHA_RISK_LOW;
}
