/* SPDX-License-Identifier: Apache-2.0 */
/* For the test against another reader of phone numbers: each line is "COUNTRY NUMBER"; prints the
 * canonical number or the code of the refusal. */
#include <stdio.h>

#include "features/accounts/identifier.h"

int main(void)
{
    static char line[4096];
    struct arena arena;
    arena_init(&arena, 1 << 20);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        str typed = {0};
        str country = str_cut(str_trim(str_from_z(line)), ' ', &typed);
        struct phone phone = {STR("")};
        const char *code = phone_parse(&arena, typed, country, &phone);
        printf("%" STR_FMT "\n", STR_ARG(code == NULL ? phone.text : str_from_z(code)));
        (void)fflush(stdout);
        arena_reset(&arena);
    }
    arena_done(&arena);
    return 0;
}
