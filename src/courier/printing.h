/* SPDX-License-Identifier: Apache-2.0 */
/* The libraries that print: Pango and cairo. They are big and most couriers never print, so they
 * are loaded when the first document comes, by the names Debian gives them, and a courier without
 * them does everything else. Calls go through the table: printing->cairo_create(...). */
#pragma once

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
/* behind Pango's */
#include <cairo/cairo-pdf.h>

#include "base/str.h"

#define PRINTING_FUNCTIONS(X)                                                                      \
    X(fontconfig, FcConfigCreate)                                                                  \
    X(fontconfig, FcConfigAppFontAddFile)                                                          \
    X(fontconfig, FcConfigDestroy)                                                                 \
    X(fontconfig, FcConfigSetCurrent)                                                              \
    X(gobject, g_object_unref)                                                                     \
    X(cairo, cairo_create)                                                                         \
    X(cairo, cairo_destroy)                                                                        \
    X(cairo, cairo_status)                                                                         \
    X(cairo, cairo_move_to)                                                                        \
    X(cairo, cairo_line_to)                                                                        \
    X(cairo, cairo_stroke)                                                                         \
    X(cairo, cairo_set_line_width)                                                                 \
    X(cairo, cairo_set_source_rgb)                                                                 \
    X(cairo, cairo_show_page)                                                                      \
    X(cairo, cairo_surface_finish)                                                                 \
    X(cairo, cairo_surface_status)                                                                 \
    X(cairo, cairo_surface_destroy)                                                                \
    X(cairo, cairo_status_to_string)                                                               \
    X(cairo, cairo_pdf_surface_create_for_stream)                                                  \
    X(cairo, cairo_pdf_surface_restrict_to_version)                                                \
    X(cairo, cairo_pdf_surface_set_metadata)                                                       \
    X(cairo, cairo_font_options_create)                                                            \
    X(cairo, cairo_font_options_destroy)                                                           \
    X(cairo, cairo_font_options_set_hint_style)                                                    \
    X(cairo, cairo_font_options_set_hint_metrics)                                                  \
    X(pango, pango_font_map_create_context)                                                        \
    X(pango, pango_font_description_new)                                                           \
    X(pango, pango_font_description_free)                                                          \
    X(pango, pango_font_description_set_family)                                                    \
    X(pango, pango_font_description_set_weight)                                                    \
    X(pango, pango_font_description_set_absolute_size)                                             \
    X(pango, pango_language_from_string)                                                           \
    X(pango, pango_context_set_language)                                                           \
    X(pango, pango_layout_new)                                                                     \
    X(pango, pango_layout_set_text)                                                                \
    X(pango, pango_layout_set_width)                                                               \
    X(pango, pango_layout_set_wrap)                                                                \
    X(pango, pango_layout_set_alignment)                                                           \
    X(pango, pango_layout_set_font_description)                                                    \
    X(pango, pango_layout_get_size)                                                                \
    X(pangoft, pango_fc_font_map_get_type)                                                         \
    X(pangoft, pango_fc_font_map_set_config)                                                       \
    X(pangocairo, pango_cairo_font_map_new_for_font_type)                                          \
    X(pangocairo, pango_cairo_font_map_set_resolution)                                             \
    X(pangocairo, pango_cairo_font_map_get_type)                                                   \
    X(pangocairo, pango_cairo_context_set_font_options)                                            \
    X(pangocairo, pango_cairo_show_layout)

struct printing {
#define X(library, name) __extension__ __typeof__(name) *name;
    PRINTING_FUNCTIONS(X)
#undef X
};

/* Loaded at the first call; NULL when a library or one of its functions is missing, and then
 * *out_story says which. */
const struct printing *printing_load(struct arena *arena, str *out_story);
