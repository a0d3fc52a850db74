/* SPDX-License-Identifier: Apache-2.0 */
/* Everything the page of one service shows, for its owner and for staff. */
#pragma once

#include "features/services/services_view.h"
#include "web/request.h"

struct service_row service_row_of(struct request *req, const struct service *service,
                                  bool is_staff);
err service_gather(struct request *req, const struct service *service, struct service_view *view);
