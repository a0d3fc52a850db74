/* SPDX-License-Identifier: Apache-2.0 */
/* Messages in trouble, as the page of jobs lists them. Private to the room. */
#pragma once

#include "features/staff/console_view.h"
#include "web/request.h"

/* The newest first. */
err staff_messages_lines(struct request *req, struct message_line_view **out,
                         size_t *out_count) MUST_CHECK;
