/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/print.h"

#include <unistd.h>

#include "base/buf.h"
#include "courier/page_pen.h"
#include "courier/printing.h"
#include "courier/sheet.h"

#define PDF_MAX ((size_t)720 << 10) /* as base64 it fits into a frame */

static const char *const font_files[] = {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf"};

/* A configuration with our two fonts and nothing else; NULL when one cannot be read. */
static FcConfig *fonts_open(struct arena *arena, const struct printing *printing, str folder,
                            str *out_story)
{
    FcConfig *config = printing->FcConfigCreate();
    for (size_t i = 0; i < ARRAY_LEN(font_files); i++) {
        char *path =
            str_z(arena, str_printf(arena, "%" STR_FMT "/%s", STR_ARG(folder), font_files[i]));
        if (config == NULL || access(path, R_OK) != 0 ||
            !printing->FcConfigAppFontAddFile(config, (const FcChar8 *)path)) {
            *out_story = str_printf(arena,
                                    "documents wait: no font at %s; the package fonts-dejavu-core "
                                    "brings it, documents.fonts names its folder",
                                    path);
            printing->FcConfigDestroy(config);
            return NULL;
        }
    }
    /* Else the libraries read the system's, and look for a place to cache what it names. */
    (void)printing->FcConfigSetCurrent(config);
    return config;
}

static str base64(struct arena *arena, str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buf out = buf_in(arena);
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        unsigned three = (unsigned)(unsigned char)bytes.ptr[i] << 16;
        three |= left > 1 ? (unsigned)(unsigned char)bytes.ptr[i + 1] << 8 : 0;
        three |= left > 2 ? (unsigned)(unsigned char)bytes.ptr[i + 2] : 0;
        buf_put_char(&out, digits[three >> 18]);
        buf_put_char(&out, digits[three >> 12 & 63]);
        buf_put_char(&out, left > 1 ? digits[three >> 6 & 63] : '=');
        buf_put_char(&out, left > 2 ? digits[three & 63] : '=');
    }
    return buf_str(&out);
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int length)
{
    struct buf *pdf = closure;
    if (pdf->len + length > PDF_MAX) {
        return CAIRO_STATUS_WRITE_ERROR;
    }
    buf_put(pdf, (str){(const char *)data, length});
    return CAIRO_STATUS_SUCCESS;
}

static void put_about(struct arena *arena, const struct printing *printing,
                      cairo_surface_t *surface, const struct sheet *sheet)
{
    printing->cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    const struct {
        cairo_pdf_metadata_t what;
        str text;
    } about[] = {
        {CAIRO_PDF_METADATA_TITLE, sheet->title},
        {CAIRO_PDF_METADATA_AUTHOR, sheet->author},
        {CAIRO_PDF_METADATA_CREATOR, STR("Kabinet")},
        {CAIRO_PDF_METADATA_CREATE_DATE, sheet->created},
        {CAIRO_PDF_METADATA_MOD_DATE, sheet->created},
    };
    for (size_t i = 0; i < ARRAY_LEN(about); i++) {
        printing->cairo_pdf_surface_set_metadata(surface, about[i].what,
                                                 str_z(arena, about[i].text));
    }
}

/* Twice over: the first pass draws nothing and counts the pages for the foot. */
static cairo_status_t draw(struct arena *arena, const struct printing *printing,
                           PangoFontMap *fonts, const struct sheet *sheet, struct buf *pdf)
{
    cairo_surface_t *surface =
        printing->cairo_pdf_surface_create_for_stream(collect, pdf, PAGE_WIDTH, PAGE_HEIGHT);
    put_about(arena, printing, surface, sheet);
    cairo_t *cairo = printing->cairo_create(surface);
    int pages = pages_draw(arena, printing, fonts, NULL, sheet, 0);
    (void)pages_draw(arena, printing, fonts, cairo, sheet, pages);
    cairo_status_t status = printing->cairo_status(cairo);
    printing->cairo_destroy(cairo);
    printing->cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = printing->cairo_surface_status(surface);
    }
    printing->cairo_surface_destroy(surface);
    return status;
}

static void print(struct arena *arena, const struct printing *printing, FcConfig *config,
                  const struct sheet *sheet, struct courier_answer *out)
{
    struct buf pdf = buf_in(arena);
    PangoFontMap *fonts = printing->pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    printing->pango_fc_font_map_set_config((PangoFcFontMap *)(void *)fonts, config);
    printing->pango_cairo_font_map_set_resolution((PangoCairoFontMap *)(void *)fonts, 72);
    cairo_status_t status = draw(arena, printing, fonts, sheet, &pdf);
    printing->g_object_unref(fonts);
    if (status != CAIRO_STATUS_SUCCESS) {
        out->delivery =
            (struct delivery){DELIVERY_FINAL, 0,
                              str_printf(arena, "cannot be printed: %s; is it too long?",
                                         printing->cairo_status_to_string(status))};
        return;
    }
    *out = (struct courier_answer){.delivery = {DELIVERY_SENT, 0, STR("")},
                                   .body = base64(arena, buf_str(&pdf))};
}

void courier_print(struct arena *arena, const struct courier_job *job, struct courier_answer *out)
{
    struct sheet sheet;
    str story = STR("");
    *out = (struct courier_answer){.body = STR("")};
    if (sheet_read(arena, job->text, &sheet) != ERR_OK) {
        out->delivery = (struct delivery){DELIVERY_FINAL, 0, STR("this is no sheet to print")};
        return;
    }
    const struct printing *printing = printing_load(arena, &story);
    FcConfig *config = printing == NULL ? NULL : fonts_open(arena, printing, job->fonts, &story);
    if (config == NULL) {
        out->delivery = (struct delivery){DELIVERY_RETRY, 0, story};
        return;
    }
    print(arena, printing, config, &sheet, out);
    printing->FcConfigDestroy(config);
}
