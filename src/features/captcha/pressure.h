/* SPDX-License-Identifier: Apache-2.0 */
/* How many challenges a network has asked for lately: those who ask for many get harder ones. Kept
 * in memory, bounded and approximate; it protects this process and guards no account. Thread-safe.
 * Private to the room. */
#pragma once

#include "base/str.h"
#include "base/when.h"
#include "features/captcha/captcha.h"

/* Counts one more challenge for the network and tells how hard it should be. */
enum captcha_risk pressure_add(str network, when now);
