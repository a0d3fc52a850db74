/* SPDX-License-Identifier: Apache-2.0 */
/* Lays a sheet out on pages of A4, in points. */
#pragma once

#include "courier/printing.h"
#include "courier/sheet.h"

#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0

/* Draws all pages, or nothing when cairo is NULL; gives how many there are. pages: how many the
 * foot shall tell. */
int pages_draw(struct arena *arena, const struct printing *printing, PangoFontMap *fonts,
               cairo_t *cairo, const struct sheet *sheet, int pages);
