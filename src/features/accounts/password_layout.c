/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/password_layout.h"

#include <string.h>

/* By key; sounds as in the Ukrainian national transliteration, without its rules for beginnings. */
static const char *sound_of(char key)
{
    static const char keys[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
    static const char *const sounds[] = {
        "y",  "ts", "u",  "k", "e", "n", "h", "sh", "shch", "z",  "kh",
        "i",  "f",  "i",  "v", "a", "p", "r", "o",  "l",    "d",  "zh",
        "ie", "ia", "ch", "s", "m", "y", "t", "",   "b",    "iu", "",
    };
    const char *at = key != '\0' ? strchr(keys, key) : NULL;
    return at != NULL ? sounds[at - keys] : NULL;
}

void password_layout_swap(str typed, char *out, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        char same[2] = {c, '\0'};
        const char *sound = sound_of(c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
        if (sound == NULL) {
            sound = same;
        }
        size_t more = strlen(sound);
        if (len + more >= size) {
            break;
        }
        memcpy(out + len, sound, more);
        len += more;
    }
    out[len] = '\0';
}
