/* SPDX-License-Identifier: Apache-2.0 */
/* An attacker who has the program's clips: each of them, at every usual speed, is slid along the
 * recording around the place where a symbol begins, which this attacker even knows; the best fit is
 * the answer. Against clips that are joined as they are this finds nearly every symbol. */
#include "features/captcha/sound.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "features/captcha/clip.h"
#include "features/captcha/dice.h"
#include "test.h"

#define COARSE 4 /* samples taken together: two thousand a second still hold a voice */
#define REACH 60 /* places tried before and behind, each of two samples */
#define WAV_HEAD 44
#define RECORDINGS 8
#define SYMBOL_COUNT (sizeof(PICTURE_ALPHABET) - 1)

struct wave {
    float *samples;
    size_t count;
};

/* Fewer samples, at a speed in percent. */
static struct wave coarse_of(const signed char *samples, size_t count, int speed)
{
    struct wave wave = {.count = count * 100 / (size_t)speed / COARSE};
    wave.samples = calloc(wave.count + 1, sizeof *wave.samples);
    CHECK(wave.samples != NULL);
    for (size_t i = 0; i < wave.count; i++) {
        float sum = 0;
        for (size_t k = 0; k < COARSE; k++) {
            size_t at = (i * COARSE + k) * (size_t)speed / 100;
            sum += at < count ? (float)samples[at] : 0;
        }
        wave.samples[i] = sum / COARSE;
    }
    return wave;
}

static float fit(const struct wave *heard, size_t at, const struct wave *clip)
{
    float both = 0, one = 1, other = 1;
    size_t count = heard->count - at < clip->count ? heard->count - at : clip->count;
    for (size_t i = 0; i < count; i++) {
        float a = heard->samples[at + i], b = clip->samples[i];
        both += a * b, one += a * a, other += b * b;
    }
    /* Longer fits are less likely to be chance. */
    return fabsf(both) / sqrtf(one * other) * sqrtf((float)count);
}

static size_t guess(const struct wave *heard, size_t begin, enum lang lang)
{
    float best = 0;
    size_t symbol = 0;
    for (size_t s = 0; s < SYMBOL_COUNT; s++) {
        for (size_t voice = 0; voice < SOUND_VOICES; voice++) {
            const struct clip *clip = &clips[lang][voice][s];
            for (int speed = 84; speed <= 118; speed += 2) {
                struct wave wave = coarse_of(clip->samples, clip->count, speed);
                for (size_t k = 0; k <= 2 * REACH; k += 2) {
                    size_t at = begin / COARSE + k;
                    float fits = at < REACH || at - REACH >= heard->count
                                     ? 0
                                     : fit(heard, at - REACH, &wave);
                    if (fits > best) {
                        best = fits;
                        symbol = s;
                    }
                }
                free(wave.samples);
            }
        }
    }
    return symbol;
}

/* How many of a recording's symbols are found. */
static size_t found_in(struct arena *arena, struct dice *dice, enum lang lang)
{
    struct picture_symbols symbols;
    size_t begins[PICTURE_SYMBOLS];
    size_t found = 0;
    for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
        symbols.index[i] = (unsigned char)dice_between(dice, 0, (int)SYMBOL_COUNT - 1);
    }
    str wav = sound_wav(arena, &symbols, lang, dice_throw(dice), begins);
    size_t count = wav.len - WAV_HEAD;
    signed char *samples = arena_alloc(arena, count);
    for (size_t i = 0; i < count; i++) {
        samples[i] = (signed char)((unsigned char)wav.ptr[WAV_HEAD + i] - 128);
    }
    struct wave heard = coarse_of(samples, count, 100);
    for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
        found += guess(&heard, begins[i], lang) == symbols.index[i];
    }
    free(heard.samples);
    return found;
}

int main(void)
{
    struct arena arena;
    struct dice dice = dice_from(42);
    arena_init(&arena, (size_t)16 << 20);
    test ("sliding the program's own clips along a recording does not read it") {
        size_t found = 0, solved = 0;
        for (int i = 0; i < RECORDINGS; i++) {
            size_t here = found_in(&arena, &dice, i % 2 == 0 ? LANG_UK : LANG_EN);
            found += here;
            solved += here == PICTURE_SYMBOLS;
        }
        printf("# %zu of %d symbols found, %zu of %d recordings\n", found,
               RECORDINGS * PICTURE_SYMBOLS, solved, RECORDINGS);
        expect(found * 10 < (size_t)RECORDINGS * PICTURE_SYMBOLS * 6);
        expect(solved <= 1);
    }
    arena_done(&arena);
    return tests_done();
}
