/* SPDX-License-Identifier: Apache-2.0 */
/* Sums in words, as documents want them: "Триста шістдесят гривень 00 копійок", "Three hundred
 * sixty hryvnias 00 kopiykas". Words decline with their number and agree with its gender. */
#pragma once

#include "base/arena.h"
#include "base/money.h"
#include "i18n/tr.h"

/* Hryvnia, euro and dollar by their names, other currencies by their code. */
str money_in_words(struct arena *arena, enum lang lang, money m);
