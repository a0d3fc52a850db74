/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/picture.h"

#include <string.h>

#include "features/captcha/dice.h"
#include "features/captcha/glyph.h"
#include "features/captcha/png.h"

/* Drawn larger and then averaged, which gives smooth edges. */
#define FINE 3
#define FINE_WIDTH (PICTURE_WIDTH * FINE)
#define FINE_HEIGHT (PICTURE_HEIGHT * FINE)
/* Coordinates on the way have 1/64 of a fine pixel, so that bends stay smooth. */
#define UNIT 64
#define PAPER 244
/* Each cut of the corners doubles the points of a stroke. */
#define CUTS 3
#define LINE_POINTS_MAX ((size_t)STROKE_POINTS_MAX << CUTS)

struct point {
    int x, y;
};

struct line {
    size_t count;
    struct point points[LINE_POINTS_MAX];
};

struct canvas {
    unsigned char *pixels; /* FINE_WIDTH × FINE_HEIGHT */
};

/* A wave over the whole picture, so that straight strokes bend. */
struct wave {
    int height, length, shift; /* fine pixels */
};

/* How one symbol is put: turn and lean in 1/1024, size of a glyph unit in UNITs. */
struct pose {
    int turn, lean, size;
    struct point middle; /* fine pixels */
};

/* A bow of a parabola each half length: near enough to a sine, without one. */
static int wave_at(const struct wave *wave, int x)
{
    int half = wave->length / 2;
    int along = (x + wave->shift) % wave->length;
    int t = along % half;
    int bow = 4 * wave->height * t / half * (half - t) / half;
    return along < half ? bow : -bow;
}

static struct line cut_corners(const struct line *from)
{
    struct line to = {.count = 1};
    to.points[0] = from->points[0];
    for (size_t i = 0; i + 1 < from->count; i++) {
        struct point a = from->points[i], b = from->points[i + 1];
        to.points[to.count++] = (struct point){(3 * a.x + b.x) / 4, (3 * a.y + b.y) / 4};
        to.points[to.count++] = (struct point){(a.x + 3 * b.x) / 4, (a.y + 3 * b.y) / 4};
    }
    to.points[to.count - 1] = from->points[from->count - 1];
    return to;
}

static struct line line_of(const struct stroke *stroke, struct dice *dice)
{
    struct line line = {.count = stroke->count};
    for (size_t i = 0; i < stroke->count; i++) {
        line.points[i].x = (stroke->points[i].x - GLYPH_WIDTH / 2) * UNIT;
        line.points[i].y = (stroke->points[i].y - GLYPH_HEIGHT / 2) * UNIT;
        line.points[i].x += dice_between(dice, -2 * UNIT, 2 * UNIT);
        line.points[i].y += dice_between(dice, -2 * UNIT, 2 * UNIT);
    }
    for (int cut = 0; stroke->round && cut < CUTS; cut++) {
        line = cut_corners(&line);
    }
    return line;
}

/* To fine pixels × UNIT. Turning by less than a quarter of a radian: 1 - t²/2 serves as cosine. */
static struct point placed(struct point p, const struct pose *pose, const struct wave *wave)
{
    int cosine = 1024 - pose->turn * pose->turn / 2048;
    int leaned = p.x - p.y * pose->lean / 1024;
    int x = (leaned * cosine - p.y * pose->turn) / 1024;
    int y = (leaned * pose->turn + p.y * cosine) / 1024;
    x = x * pose->size / UNIT + pose->middle.x * UNIT;
    y = y * pose->size / UNIT + pose->middle.y * UNIT;
    return (struct point){x, y + wave_at(wave, x / UNIT + FINE_WIDTH) * UNIT};
}

static void stamp(struct canvas *canvas, int x, int y, int radius, unsigned char ink)
{
    for (int dy = -radius; dy <= radius; dy++) {
        for (int dx = -radius; dx <= radius; dx++) {
            int px = x + dx, py = y + dy;
            if (dx * dx + dy * dy <= radius * radius && px >= 0 && px < FINE_WIDTH && py >= 0 &&
                py < FINE_HEIGHT) {
                canvas->pixels[py * FINE_WIDTH + px] = ink;
            }
        }
    }
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int size_of(int n)
{
    return n < 0 ? -n : n;
}

static void pull(struct canvas *canvas, struct point a, struct point b, int radius,
                 unsigned char ink)
{
    int steps = larger(size_of(b.x - a.x), size_of(b.y - a.y)) / UNIT + 1;
    for (int i = 0; i <= steps; i++) {
        stamp(canvas, (a.x + (b.x - a.x) * i / steps) / UNIT,
              (a.y + (b.y - a.y) * i / steps) / UNIT, radius, ink);
    }
}

static void grow(struct picture_box *box, struct point p, int radius)
{
    int x = p.x / UNIT, y = p.y / UNIT;
    box->left = x - radius < box->left ? x - radius : box->left;
    box->top = y - radius < box->top ? y - radius : box->top;
    box->right = larger(box->right, x + radius);
    box->bottom = larger(box->bottom, y + radius);
}

static struct picture_box draw_symbol(struct canvas *canvas, const struct glyph *glyph,
                                      const struct pose *pose, const struct wave *wave,
                                      struct dice *dice)
{
    struct picture_box box = {FINE_WIDTH, FINE_HEIGHT, 0, 0};
    int radius = dice_between(dice, 5, 7);
    unsigned char ink = (unsigned char)dice_between(dice, 20, 80);
    for (size_t s = 0; s < glyph->count; s++) {
        struct line line = line_of(&glyph->strokes[s], dice);
        struct point before = placed(line.points[0], pose, wave);
        grow(&box, before, radius);
        for (size_t i = 1; i < line.count; i++) {
            struct point next = placed(line.points[i], pose, wave);
            pull(canvas, before, next, radius, ink);
            grow(&box, next, radius);
            before = next;
        }
    }
    return (struct picture_box){box.left / FINE, box.top / FINE, (box.right + FINE - 1) / FINE,
                                (box.bottom + FINE - 1) / FINE};
}

/* Thin waves from edge to edge, as dark as the symbols: taking them away takes pieces of those. */
static void draw_strands(struct canvas *canvas, struct dice *dice)
{
    for (int strand = 0; strand < 4; strand++) {
        struct wave wave = {
            .height = dice_between(dice, 15, 45),
            .length = dice_between(dice, 300, 600),
            .shift = dice_between(dice, 0, 600),
        };
        int top = dice_between(dice, 50, FINE_HEIGHT - 50);
        int slope = dice_between(dice, -60, 60);
        unsigned char ink = (unsigned char)dice_between(dice, 30, 110);
        for (int x = 0; x < FINE_WIDTH; x++) {
            stamp(canvas, x, top + wave_at(&wave, x) + slope * x / FINE_WIDTH, 2, ink);
        }
    }
}

static void draw_specks(struct canvas *canvas, struct dice *dice)
{
    for (int i = 0; i < 160; i++) {
        int x = dice_between(dice, 0, FINE_WIDTH - 1), y = dice_between(dice, 0, FINE_HEIGHT - 1);
        stamp(canvas, x, y, dice_between(dice, 1, 3), (unsigned char)dice_between(dice, 90, 220));
    }
}

static void draw(struct canvas *canvas, const struct picture_symbols *symbols, uint64_t seed,
                 struct picture_box boxes[PICTURE_SYMBOLS])
{
    struct dice dice = dice_from(seed);
    memset(canvas->pixels, PAPER, (size_t)FINE_WIDTH * FINE_HEIGHT);
    draw_specks(canvas, &dice);
    struct wave wave = {
        .height = dice_between(&dice, 6, 12),
        .length = dice_between(&dice, 260, 420),
        .shift = dice_between(&dice, 0, 400),
    };
    int step = FINE_WIDTH / (PICTURE_SYMBOLS + 1);
    for (int i = 0; i < PICTURE_SYMBOLS; i++) {
        struct pose pose = {
            .turn = dice_between(&dice, -240, 240),
            .lean = dice_between(&dice, -200, 200),
            .size = dice_between(&dice, 88, 108), /* 46 to 56 pixels high */
            .middle = {step + i * step + dice_between(&dice, -10, 10),
                       FINE_HEIGHT / 2 + dice_between(&dice, -14, 14)},
        };
        boxes[i] = draw_symbol(canvas, &glyphs[symbols->index[i]], &pose, &wave, &dice);
    }
    draw_strands(canvas, &dice);
}

static struct canvas canvas_in(struct arena *arena)
{
    return (struct canvas){arena_alloc(arena, (size_t)FINE_WIDTH * FINE_HEIGHT)};
}

static unsigned char averaged(const struct canvas *canvas, int x, int y)
{
    unsigned sum = 0;
    for (int dy = 0; dy < FINE; dy++) {
        for (int dx = 0; dx < FINE; dx++) {
            sum += canvas->pixels[(y * FINE + dy) * FINE_WIDTH + x * FINE + dx];
        }
    }
    return (unsigned char)(sum / (FINE * FINE));
}

str picture_png(struct arena *arena, const struct picture_symbols *symbols, uint64_t seed)
{
    struct picture_box boxes[PICTURE_SYMBOLS];
    struct canvas canvas = canvas_in(arena);
    draw(&canvas, symbols, seed, boxes);
    unsigned char *grey = arena_alloc(arena, (size_t)PICTURE_WIDTH * PICTURE_HEIGHT);
    for (int y = 0; y < PICTURE_HEIGHT; y++) {
        for (int x = 0; x < PICTURE_WIDTH; x++) {
            grey[y * PICTURE_WIDTH + x] = averaged(&canvas, x, y);
        }
    }
    return png_grey(arena, grey, PICTURE_WIDTH, PICTURE_HEIGHT);
}

void picture_boxes(struct arena *arena, const struct picture_symbols *symbols, uint64_t seed,
                   struct picture_box out[PICTURE_SYMBOLS])
{
    struct canvas canvas = canvas_in(arena);
    draw(&canvas, symbols, seed, out);
}
