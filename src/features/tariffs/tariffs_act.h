/* SPDX-License-Identifier: Apache-2.0 */
/* Wishes of customers, from a request to the change. */
#pragma once

#include "features/tariffs/change.h"
#include "web/request.h"

/* What can go wrong with the asked itself is in out_fault, with ERR_INVALID. */
err change_act_begin(struct request *req, const struct service *service,
                     const struct change_request *asked, str basis, struct tariff_change *out,
                     struct change_fault *out_fault);
/* Counts and keeps it as a quote. */
err change_act_quote(struct request *req, const struct service *service,
                     const struct change_request *asked, struct change_count *out, quote_id *out_id,
                     struct change_fault *out_fault);
/* Does what a quote of this service says. */
err change_act_take(struct request *req, const struct service *service, str quote,
                    struct tariff_change *out, struct change_fault *out_fault);
/* ERR_NOT_FOUND when nothing waits. */
err change_act_withdraw(struct request *req, const struct service *service);
