/* SPDX-License-Identifier: Apache-2.0 */
/* The samples that /demo/components shows. */
#pragma once

#include "features/captcha/captcha.h"
#include "web/components.h"

enum {
    DEMO_LOGIN,
    DEMO_PHONE,
    DEMO_PASSWORD,
    DEMO_CODE,
    DEMO_LANGUAGE,
    DEMO_CHANNEL,
    DEMO_NOTE,
    DEMO_TERMS,
    DEMO_FIELDS,
};

struct demo_samples {
    const struct field *fresh, *wrong, *fixed;
    size_t wrong_count;
    const struct device_line *devices;
    size_t device_count;
    struct captcha_view box, picture;
};

/* Fills the samples, but not the checks against robots, in the language of the page. */
struct demo_samples *demo_samples_make(struct arena *arena, enum lang lang, when now);
