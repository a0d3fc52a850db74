/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/sound.h"

#include "base/attr.h"
#include "base/buf.h"
#include "features/captcha/clip.h"
#include "features/captcha/dice.h"

#define SYMBOL_COUNT ((int)(sizeof(PICTURE_ALPHABET) - 1))
#define MURMUR 9 /* of 127 */

static void put_sample(struct buf *buf, int sample, struct dice *dice)
{
    sample += dice_between(dice, -MURMUR, MURMUR);
    sample = sample > 127 ? 127 : sample < -127 ? -127 : sample;
    buf_put_char(buf, (char)(sample + 128));
}

/* A pause with bits of other symbols, backwards and far away, so that cutting the sound at silences
 * does not give the symbols apart. */
static void put_pause(struct buf *buf, const struct clip *alphabet, struct dice *dice)
{
    const struct clip *other = &alphabet[dice_between(dice, 0, SYMBOL_COUNT - 1)];
    int length = dice_between(dice, SOUND_RATE * 35 / 100, SOUND_RATE * 6 / 10);
    int start = dice_between(dice, 0, length / 4);
    for (int i = 0; i < length; i++) {
        size_t back = (size_t)(i - start);
        bool heard = i >= start && back < other->count;
        put_sample(buf, heard ? other->samples[other->count - 1 - back] / 6 : 0, dice);
    }
}

/* A little louder or softer, faster or slower. */
static void put_clip(struct buf *buf, const struct clip *clip, struct dice *dice)
{
    int gain = dice_between(dice, 80, 110);  /* percent */
    int speed = dice_between(dice, 92, 108); /* percent */
    for (size_t i = 0; i * (size_t)speed / 100 < clip->count; i++) {
        put_sample(buf, clip->samples[i * (size_t)speed / 100] * gain / 100, dice);
    }
}

static void put_u32le(struct buf *buf, size_t n)
{
    for (int shift = 0; shift < 32; shift += 8) {
        buf_put_char(buf, (char)(n >> shift));
    }
}

str sound_wav(struct arena *arena, const struct picture_symbols *symbols, enum lang lang,
              uint64_t seed)
{
    struct dice dice = dice_from(seed);
    struct buf samples = buf_in(arena);
    (void)buf_reserve(&samples, (size_t)SOUND_RATE * 8);
    for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
        put_pause(&samples, clips[lang], &dice);
        put_clip(&samples, &clips[lang][symbols->index[i]], &dice);
    }
    put_pause(&samples, clips[lang], &dice);
    if (samples.len % 2 != 0) {
        buf_put_char(&samples, (char)128); /* chunks have even lengths */
    }

    struct buf wav = buf_in(arena);
    buf_put(&wav, STR("RIFF"));
    put_u32le(&wav, 36 + samples.len);
    buf_put(&wav, STR("WAVEfmt "));
    put_u32le(&wav, 16);
    buf_put(&wav, STR("\x01\0\x01\0")); /* plain samples, one channel */
    put_u32le(&wav, SOUND_RATE);
    put_u32le(&wav, SOUND_RATE);        /* bytes a second */
    buf_put(&wav, STR("\x01\0\x08\0")); /* bytes and bits of a sample */
    buf_put(&wav, STR("data"));
    put_u32le(&wav, samples.len);
    buf_put(&wav, buf_str(&samples));
    return buf_str(&wav);
}
