/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/provider.h"

#include <stddef.h>

const struct provider *const providers[] = {&provider_stripe, &provider_sandbox, &provider_bank,
                                            NULL};

const struct provider *provider_by_name(str name)
{
    for (const struct provider *const *one = providers; *one != NULL; one++) {
        if (str_eq(name, str_from_z((*one)->name))) {
            return *one;
        }
    }
    return NULL;
}

size_t payment_methods(const struct site *site, str currency, struct payment_method *out,
                       size_t max)
{
    size_t count = 0;
    for (const struct provider *const *one = providers; *one != NULL && count < max; one++) {
        if ((*one)->is_offered(site, currency)) {
            out[count++] = (struct payment_method){
                .name = str_from_z((*one)->name), .title = (*one)->title, .hint = (*one)->hint};
        }
    }
    return count;
}

str notice_kind_word(enum notice_kind kind)
{
    static const str words[] = {
#define X(name, word) [name] = STR_INIT(word),
        NOTICE_KIND_LIST(X)
#undef X
    };
    return words[kind];
}
