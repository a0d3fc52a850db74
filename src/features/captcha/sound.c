/* SPDX-License-Identifier: Apache-2.0 */
/* The clips are public, as the program is, and whoever has them can slide them along a recording
 * and see where they fit. So no symbol is ever heard as it lies here: each is read by another
 * speaker, at a speed that changes while it is spoken, smeared as in a hall of its own, over others
 * who murmur all the time; and the whole is coloured and echoes as in a room. A listener hears
 * through all of that. */
#include "features/captcha/sound.h"

#include "base/attr.h"
#include "base/buf.h"
#include "features/captcha/clip.h"
#include "features/captcha/dice.h"

#define SYMBOL_COUNT ((int)(sizeof(PICTURE_ALPHABET) - 1))
#define HISS 7                     /* of 127 */
#define ONE (1 << 16)              /* a sample's step, in fixed point */
#define KNOT (SOUND_RATE * 3 / 50) /* the speed turns so often: each 60 ms */
#define MURMURS 2

/* A clip that is being spoken. */
struct mouth {
    const struct clip *clip;
    int64_t at;     /* in fixed point */
    int speed;      /* of it all, in fixed point a sample */
    int step, turn; /* of now, and what it changes by each sample */
    int spoken;
    int gain; /* percent */
    bool backwards;
};

/* All-pass filters in a row (Schroeder), with delays of their own: what goes in comes out as loud
 * at every frequency, but smeared over some hundredths of a second. */
#define SHIFTS 4
#define SHIFT_MAX (SOUND_RATE / 80)
struct shifter {
    int delay[SHIFTS];  /* samples */
    int factor[SHIFTS]; /* of 256 */
    int line[SHIFTS][SHIFT_MAX];
    unsigned at;
};

static void shifter_begin(struct shifter *shifter, struct dice *dice)
{
    *shifter = (struct shifter){.at = 0};
    for (size_t i = 0; i < SHIFTS; i++) {
        int sign = dice_between(dice, 0, 1) * 2 - 1;
        shifter->delay[i] = dice_between(dice, 5, SHIFT_MAX);
        shifter->factor[i] = sign * dice_between(dice, 120, 165);
    }
}

static int shift(struct shifter *s, int sample)
{
    int x = sample * 16; /* for what rounding would lose */
    for (size_t i = 0; i < SHIFTS; i++) {
        int *held = &s->line[i][s->at % (unsigned)s->delay[i]];
        int inner = x + s->factor[i] * *held / 256;
        x = *held - s->factor[i] * inner / 256;
        *held = inner;
    }
    s->at++;
    return x / 16;
}

/* One recording while it is made. */
struct recording {
    struct buf *out;
    struct dice *dice;
    enum lang lang;
    struct mouth murmurs[MURMURS];
    int echo[SOUND_RATE / 10]; /* what was heard in the last tenth of a second */
    size_t heard;
    size_t echo_after; /* samples */
    int echo_gain;     /* percent */
    int colour;        /* percent of the sample before: above zero dull, below it thin */
    int before;
};

static const struct clip *some_clip(struct recording *r, int symbol)
{
    return &clips[r->lang][dice_between(r->dice, 0, SOUND_VOICES - 1)][symbol];
}

static struct mouth mouth_of(struct recording *r, const struct clip *clip, int slow, int fast)
{
    int speed = ONE / 100 * dice_between(r->dice, slow, fast);
    return (struct mouth){.clip = clip, .speed = speed, .step = speed, .gain = 100};
}

static bool is_silent(const struct mouth *mouth)
{
    return (size_t)(mouth->at >> 16) + 1 >= mouth->clip->count;
}

/* The next sample, between two of the clip, at a speed that sways by a fifth to both sides. */
static int speak(struct mouth *mouth, struct dice *dice)
{
    if (mouth->spoken++ % KNOT == 0) {
        int goal = mouth->speed / 100 * dice_between(dice, 80, 120);
        mouth->turn = (goal - mouth->step) / KNOT;
    }
    size_t place = (size_t)(mouth->at >> 16);
    int part = (int)(mouth->at & (ONE - 1)) >> 8;
    const signed char *samples = mouth->clip->samples;
    size_t last = mouth->clip->count - 1;
    int a = mouth->backwards ? samples[last - place] : samples[place];
    int b = mouth->backwards ? samples[last - place - 1] : samples[place + 1];
    mouth->step += mouth->turn;
    mouth->at += mouth->step;
    return (a * (256 - part) + b * part) / 256 * mouth->gain / 100;
}

/* Somebody else, far away: bits of other symbols, mostly backwards. */
static int murmur(struct recording *r, struct mouth *mouth)
{
    if (mouth->clip == NULL || is_silent(mouth)) {
        const struct clip *clip = some_clip(r, dice_between(r->dice, 0, SYMBOL_COUNT - 1));
        *mouth = mouth_of(r, clip, 80, 125);
        mouth->gain = dice_between(r->dice, 14, 26);
        mouth->backwards = dice_between(r->dice, 0, 3) > 0;
    }
    return speak(mouth, r->dice);
}

/* The room: its colour, its echo, what others say in it, and a hiss. */
static void put_sample(struct recording *r, int sample)
{
    for (size_t i = 0; i < MURMURS; i++) {
        sample += murmur(r, &r->murmurs[i]);
    }
    int coloured = (sample * 100 + r->before * r->colour) / (100 + (r->colour > 0 ? r->colour : 0));
    r->before = sample;
    size_t echoes = ARRAY_LEN(r->echo);
    int back = r->heard < r->echo_after ? 0 : r->echo[(r->heard - r->echo_after) % echoes];
    sample = coloured + back * r->echo_gain / 100;
    r->echo[r->heard++ % echoes] = sample;
    sample += dice_between(r->dice, -HISS, HISS);
    sample = sample > 127 ? 127 : sample < -127 ? -127 : sample;
    buf_put_char(r->out, (char)(sample + 128));
}

/* Nobody speaks but those far away. */
static void put_pause(struct recording *r)
{
    int length = dice_between(r->dice, SOUND_RATE * 3 / 10, SOUND_RATE * 6 / 10);
    for (int i = 0; i < length; i++) {
        put_sample(r, 0);
    }
}

static void put_symbol(struct recording *r, int symbol)
{
    struct mouth mouth = mouth_of(r, some_clip(r, symbol), 82, 120);
    mouth.gain = dice_between(r->dice, 72, 96);
    struct shifter shifter;
    shifter_begin(&shifter, r->dice);
    while (!is_silent(&mouth)) {
        put_sample(r, shift(&shifter, speak(&mouth, r->dice)));
    }
}

static void put_u32le(struct buf *buf, size_t n)
{
    for (int shift = 0; shift < 32; shift += 8) {
        buf_put_char(buf, (char)(n >> shift));
    }
}

static void put_head(struct buf *wav, size_t samples)
{
    buf_put(wav, STR("RIFF"));
    put_u32le(wav, 36 + samples);
    buf_put(wav, STR("WAVEfmt "));
    put_u32le(wav, 16);
    buf_put(wav, STR("\x01\0\x01\0")); /* plain samples, one channel */
    put_u32le(wav, SOUND_RATE);
    put_u32le(wav, SOUND_RATE);        /* bytes a second */
    buf_put(wav, STR("\x01\0\x08\0")); /* bytes and bits of a sample */
    buf_put(wav, STR("data"));
    put_u32le(wav, samples);
}

str sound_wav(struct arena *arena, const struct picture_symbols *symbols, enum lang lang,
              uint64_t seed, size_t begins[PICTURE_SYMBOLS])
{
    struct dice dice = dice_from(seed);
    struct buf samples = buf_in(arena);
    (void)buf_reserve(&samples, (size_t)SOUND_RATE * 8);
    struct recording *r = ARENA_NEW(arena, struct recording);
    *r = (struct recording){.out = &samples, .dice = &dice, .lang = lang};
    r->echo_after = (size_t)dice_between(&dice, SOUND_RATE / 60, SOUND_RATE / 12);
    r->echo_gain = dice_between(&dice, 10, 32);
    r->colour = dice_between(&dice, -45, 90);
    for (size_t i = 0; i < PICTURE_SYMBOLS; i++) {
        put_pause(r);
        if (begins != NULL) {
            begins[i] = samples.len;
        }
        put_symbol(r, symbols->index[i]);
    }
    put_pause(r);
    if (samples.len % 2 != 0) {
        buf_put_char(&samples, (char)128); /* chunks have even lengths */
    }
    struct buf wav = buf_in(arena);
    put_head(&wav, samples.len);
    buf_put(&wav, buf_str(&samples));
    return buf_str(&wav);
}
