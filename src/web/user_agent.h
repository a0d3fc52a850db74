/* SPDX-License-Identifier: Apache-2.0 */
/* What a device is called in lists and letters, guessed from how the client names itself: "Firefox
 * on Windows". A guess for people to recognise their devices by; nothing depends on it. */
#pragma once

#include <stdbool.h>

#include "i18n/tr.h"

struct device_name {
    str text;
    bool phone; /* or tablet: shown with another picture */
};

struct device_name device_name_of(struct arena *arena, enum lang lang, str user_agent);
