/* SPDX-License-Identifier: Apache-2.0 */
/* What the page files of the room share: phone_web.c's handlers for the table in profile_web.c. */
#pragma once

#include "web/request.h"

err get_phone(struct request *req);
err post_phone(struct request *req);
err post_phone_code(struct request *req);
