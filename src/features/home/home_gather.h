/* SPDX-License-Identifier: Apache-2.0 */
/* What the home page takes from the doors of the rooms that know of services and money. */
#pragma once

#include "features/home/home_view.h"
#include "web/request.h"

err home_gather_money(struct request *req, struct home_view *out);
err home_gather_services(struct request *req, struct home_view *out);
