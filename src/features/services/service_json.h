/* SPDX-License-Identifier: Apache-2.0 */
/* Services as the API shows them. */
#pragma once

#include "features/services/services.h"
#include "web/request.h"

struct json;

/* 200 with one service: also its price, operation, open invoice and add-ons. */
err service_reply(struct request *req, const struct service *service);
/* 200 with a page of them: at most limit, and the place of the next when there are more. */
err services_reply(struct request *req, const struct service *services, size_t count, size_t limit);
/* "2026-04-01" */
void json_day(struct json *json, struct arena *arena, const char *key, day d);
