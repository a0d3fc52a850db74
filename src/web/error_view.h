/* SPDX-License-Identifier: Apache-2.0 */
/* What an error page tells. */
#pragma once

#include "base/str.h"

struct error_view {
    int status;
    str title;       /* what happened, in the reader's words */
    str advice;      /* what to do now */
    str request_id;  /* to quote to support; empty when it is of no use to anybody */
    str retry_after; /* seconds, or empty */
};
