/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/page_pen.h"

#include "base/buf.h"

/* Everything in points; whole ones, so that nothing is lost in rounding. */
#define MARGIN 48
#define BOTTOM 780 /* where the last line of a page ends */
#define FOOT 800
#define INNER ((int)PAGE_WIDTH - 2 * MARGIN)
#define GAP 6
#define CELL_PAD 4

enum size { SIZE_SMALL = 8, SIZE_TEXT = 9, SIZE_TITLE = 16 };
enum weight { PLAIN, STRONG };

struct pen {
    struct arena *arena;
    const struct printing *lib;
    cairo_t *cairo; /* NULL: only measuring */
    PangoLayout *layout;
    PangoFontDescription *font;
    const struct sheet *sheet;
    int pages, page;
    int y;
    bool in_table; /* a new page begins with the head of the table */
};

static void put_head(struct pen *pen);

/* Makes the layout hold text at this width; gives its height in whole points, rounded up. */
static int shape(struct pen *pen, str text, int width, enum size size, enum weight weight,
                 PangoAlignment align)
{
    const struct printing *lib = pen->lib;
    lib->pango_font_description_set_absolute_size(pen->font, (double)size * PANGO_SCALE);
    lib->pango_font_description_set_weight(pen->font, weight == STRONG ? PANGO_WEIGHT_BOLD
                                                                       : PANGO_WEIGHT_NORMAL);
    lib->pango_layout_set_font_description(pen->layout, pen->font);
    lib->pango_layout_set_width(pen->layout, width * PANGO_SCALE);
    lib->pango_layout_set_alignment(pen->layout, align);
    lib->pango_layout_set_text(pen->layout, text.len > 0 ? text.ptr : "", (int)text.len);
    int wide = 0, high = 0;
    lib->pango_layout_get_size(pen->layout, &wide, &high);
    return (high + PANGO_SCALE - 1) / PANGO_SCALE;
}

static int put_text(struct pen *pen, int x, int y, str text, int width, enum size size,
                    enum weight weight, PangoAlignment align)
{
    int height = shape(pen, text, width, size, weight, align);
    if (pen->cairo != NULL) {
        pen->lib->cairo_move_to(pen->cairo, x, y);
        pen->lib->pango_cairo_show_layout(pen->cairo, pen->layout);
    }
    return height;
}

static void put_rule(struct pen *pen, int from, int to, int y)
{
    if (pen->cairo != NULL) {
        pen->lib->cairo_set_source_rgb(pen->cairo, 0.6, 0.6, 0.6);
        pen->lib->cairo_set_line_width(pen->cairo, 0.5);
        pen->lib->cairo_move_to(pen->cairo, from, y);
        pen->lib->cairo_line_to(pen->cairo, to, y);
        pen->lib->cairo_stroke(pen->cairo);
        pen->lib->cairo_set_source_rgb(pen->cairo, 0, 0, 0);
    }
}

/* The foot's words with {page} and {pages} filled in. */
static str foot_of(struct pen *pen)
{
    struct buf out = buf_in(pen->arena);
    for (str rest = pen->sheet->foot; rest.len > 0;) {
        if (str_starts(rest, STR("{page}"))) {
            buf_put_i64(&out, pen->page);
            rest = str_skip(rest, 6);
        } else if (str_starts(rest, STR("{pages}"))) {
            buf_put_i64(&out, pen->pages);
            rest = str_skip(rest, 7);
        } else {
            buf_put_char(&out, rest.ptr[0]);
            rest = str_skip(rest, 1);
        }
    }
    return buf_str(&out);
}

static void begin_page(struct pen *pen)
{
    pen->page++;
    pen->y = MARGIN;
    (void)put_text(pen, MARGIN, FOOT, foot_of(pen), INNER, SIZE_SMALL, PLAIN, PANGO_ALIGN_CENTER);
}

/* Goes to a new page when that much has no room on this one. */
static void need(struct pen *pen, int height)
{
    if (pen->y + height <= BOTTOM || pen->y == MARGIN) {
        return;
    }
    if (pen->cairo != NULL) {
        pen->lib->cairo_show_page(pen->cairo);
    }
    begin_page(pen);
    if (pen->in_table) {
        put_head(pen);
    }
}

static void put_paragraph(struct pen *pen, str text, enum size size, enum weight weight)
{
    need(pen, shape(pen, text, INNER, size, weight, PANGO_ALIGN_LEFT));
    pen->y += put_text(pen, MARGIN, pen->y, text, INNER, size, weight, PANGO_ALIGN_LEFT);
}

/* Two to a row: seller and payer stand side by side. */
static void put_facts(struct pen *pen)
{
    const int width = (INNER - 2 * GAP) / 2;
    for (size_t i = 0; i < pen->sheet->fact_count; i += 2) {
        int lowest = pen->y;
        for (size_t j = i; j < i + 2 && j < pen->sheet->fact_count; j++) {
            const struct sheet_fact *fact = &pen->sheet->facts[j];
            int x = MARGIN + (j == i ? 0 : width + 2 * GAP);
            int y = pen->y;
            y += put_text(pen, x, y, fact->label, width, SIZE_SMALL, STRONG, PANGO_ALIGN_LEFT);
            for (size_t k = 0; k < fact->line_count; k++) {
                y += put_text(pen, x, y, fact->lines[k], width, SIZE_TEXT, PLAIN, PANGO_ALIGN_LEFT);
            }
            lowest = y > lowest ? y : lowest;
        }
        pen->y = lowest + 2 * GAP;
    }
}

static int column_width(const struct sheet *sheet, size_t column)
{
    int64_t all = 0;
    for (size_t i = 0; i < sheet->column_count; i++) {
        all += sheet->columns[i].weight;
    }
    return (int)(INNER * sheet->columns[column].weight / all);
}

static PangoAlignment align_of(const struct sheet_column *column)
{
    return column->is_number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static int row_height(struct pen *pen, const str *cells, enum weight weight)
{
    int highest = 0;
    for (size_t i = 0; i < pen->sheet->column_count; i++) {
        int width = column_width(pen->sheet, i) - 2 * CELL_PAD;
        int height =
            shape(pen, cells[i], width, SIZE_SMALL, weight, align_of(&pen->sheet->columns[i]));
        highest = height > highest ? height : highest;
    }
    return highest + 2 * CELL_PAD;
}

static void put_row(struct pen *pen, const str *cells, enum weight weight)
{
    int height = row_height(pen, cells, weight);
    need(pen, height);
    int x = MARGIN;
    for (size_t i = 0; i < pen->sheet->column_count; i++) {
        int width = column_width(pen->sheet, i);
        (void)put_text(pen, x + CELL_PAD, pen->y + CELL_PAD, cells[i], width - 2 * CELL_PAD,
                       SIZE_SMALL, weight, align_of(&pen->sheet->columns[i]));
        x += width;
    }
    pen->y += height;
    put_rule(pen, MARGIN, MARGIN + INNER, pen->y);
}

static void put_head(struct pen *pen)
{
    str titles[SHEET_COLUMNS_MAX];
    for (size_t i = 0; i < pen->sheet->column_count; i++) {
        titles[i] = pen->sheet->columns[i].title;
    }
    pen->in_table = false; /* it never asks for itself again */
    put_rule(pen, MARGIN, MARGIN + INNER, pen->y);
    put_row(pen, titles, STRONG);
    pen->in_table = true;
}

static void put_table(struct pen *pen)
{
    if (pen->sheet->column_count == 0) {
        return;
    }
    put_head(pen);
    for (size_t i = 0; i < pen->sheet->row_count; i++) {
        put_row(pen, &pen->sheet->cells[i * pen->sheet->column_count], PLAIN);
    }
    pen->in_table = false;
    pen->y += GAP;
}

static void put_totals(struct pen *pen)
{
    const int label_width = INNER * 3 / 4, value_width = INNER - label_width;
    for (size_t i = 0; i < pen->sheet->total_count; i++) {
        const struct sheet_total *total = &pen->sheet->totals[i];
        enum weight weight = total->is_strong ? STRONG : PLAIN;
        need(pen, shape(pen, total->label, label_width, SIZE_TEXT, weight, PANGO_ALIGN_RIGHT));
        int height = put_text(pen, MARGIN, pen->y, total->label, label_width - GAP, SIZE_TEXT,
                              weight, PANGO_ALIGN_RIGHT);
        (void)put_text(pen, MARGIN + label_width, pen->y, total->value, value_width - CELL_PAD,
                       SIZE_TEXT, weight, PANGO_ALIGN_RIGHT);
        pen->y += height + 2;
    }
    pen->y += GAP;
}

static void put_signs(struct pen *pen)
{
    const int width = (INNER - 4 * GAP) / 2;
    if (pen->sheet->sign_count == 0) {
        return;
    }
    pen->y += 4 * GAP;
    need(pen, 60);
    for (size_t i = 0; i < pen->sheet->sign_count && i < 2; i++) {
        const struct sheet_sign *sign = &pen->sheet->signs[i];
        int x = MARGIN + (i == 0 ? 0 : width + 4 * GAP);
        (void)put_text(pen, x, pen->y, sign->label, width, SIZE_TEXT, STRONG, PANGO_ALIGN_LEFT);
        put_rule(pen, x, x + width, pen->y + 40);
        (void)put_text(pen, x, pen->y + 42, sign->name, width, SIZE_SMALL, PLAIN, PANGO_ALIGN_LEFT);
    }
    pen->y += 60;
}

static void draw_all(struct pen *pen)
{
    begin_page(pen);
    put_paragraph(pen, pen->sheet->title, SIZE_TITLE, STRONG);
    put_paragraph(pen, pen->sheet->lead, SIZE_TEXT, PLAIN);
    pen->y += 2 * GAP;
    put_facts(pen);
    put_table(pen);
    put_totals(pen);
    for (size_t i = 0; i < pen->sheet->note_count; i++) {
        put_paragraph(pen, pen->sheet->notes[i], SIZE_TEXT, PLAIN);
        pen->y += GAP;
    }
    put_signs(pen);
    if (pen->cairo != NULL) {
        pen->lib->cairo_show_page(pen->cairo);
    }
}

static void set_up(struct pen *pen, PangoContext *context)
{
    const struct printing *lib = pen->lib;
    cairo_font_options_t *options = lib->cairo_font_options_create();
    lib->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    lib->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    lib->pango_cairo_context_set_font_options(context, options);
    lib->cairo_font_options_destroy(options);
    lib->pango_context_set_language(
        context, lib->pango_language_from_string(str_z(pen->arena, pen->sheet->language)));
    lib->pango_font_description_set_family(pen->font, "DejaVu Sans");
    lib->pango_layout_set_wrap(pen->layout, PANGO_WRAP_WORD_CHAR);
}

int pages_draw(struct arena *arena, const struct printing *printing, PangoFontMap *fonts,
               cairo_t *cairo, const struct sheet *sheet, int pages)
{
    PangoContext *context = printing->pango_font_map_create_context(fonts);
    struct pen pen = {.arena = arena,
                      .lib = printing,
                      .cairo = cairo,
                      .layout = printing->pango_layout_new(context),
                      .font = printing->pango_font_description_new(),
                      .sheet = sheet,
                      .pages = pages};
    set_up(&pen, context);
    draw_all(&pen);
    printing->pango_font_description_free(pen.font);
    printing->g_object_unref(pen.layout);
    printing->g_object_unref(context);
    return pen.page;
}
