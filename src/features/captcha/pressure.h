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

/* Counts one more answer to a picture or its sound, which are as much of a challenge as a proof.
 * Such answers get no harder, so there are fewer of them: false once the network had its thirty of
 * ten minutes, or five while it asks for challenges in a flood. */
bool pressure_takes_picture(str network, when now);
