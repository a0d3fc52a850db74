/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the room for people. */
#pragma once

#include "features/services/services_store.h"
#include "features/services/services_view.h"

str service_state_name(enum lang lang, const struct service *service);
enum tone service_state_tone(const struct service *service);
str service_explanation(struct arena *arena, enum lang lang, const struct service *service);
str operation_kind_name(enum lang lang, enum operation_kind kind);
str operation_state_name(enum lang lang, enum operation_state state);
str service_event_name(enum lang lang, const struct service_event *event);
struct dated_line calendar_line(struct arena *arena, enum lang lang,
                                const struct calendar_event *event);
