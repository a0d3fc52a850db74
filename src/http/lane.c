/* SPDX-License-Identifier: Apache-2.0 */
#include "http/lane.h"

#include "base/check.h"

const char *lane_word(enum lane lane)
{
    switch (lane) {
#define X(name, word)                                                                              \
    case name:                                                                                     \
        return word;
        LANE_LIST(X)
#undef X
    }
    check_failed("a known lane", __FILE__, __LINE__);
}
