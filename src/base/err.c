/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include "base/check.h"

err err_absent_is_fine(err e)
{
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

int err_status(err e)
{
    switch (e) {
#define X(name, status, word)                                                                      \
    case name:                                                                                     \
        return status;
        ERR_LIST(X)
#undef X
    }
    check_failed("a known err", __FILE__, __LINE__);
}

const char *err_word(err e)
{
    switch (e) {
#define X(name, status, word)                                                                      \
    case name:                                                                                     \
        return word;
        ERR_LIST(X)
#undef X
    }
    check_failed("a known err", __FILE__, __LINE__);
}
