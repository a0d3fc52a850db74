/* SPDX-License-Identifier: Apache-2.0 */
/* The QR code of an authenticator's secret: one SVG path, black on white in every theme, with the
 * quiet zone of four modules that cameras want. */
#include <qrencode.h>

#include "features/staff/second_factor.h"

#define QUIET 4

static void put_modules(struct buf *out, const QRcode *code)
{
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            int run = 0;
            while (x + run < code->width && (code->data[y * code->width + x + run] & 1) != 0) {
                run++;
            }
            if (run > 0) {
                buf_printf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
                x += run;
            }
        }
    }
}

err second_factor_picture(struct arena *arena, str text, str label, struct html *out)
{
    QRcode *code = QRcode_encodeString(str_z(arena, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL) {
        return ERR_INTERNAL;
    }
    int side = code->width + 2 * QUIET;
    struct buf svg = buf_in(arena);
    buf_printf(&svg,
               "<svg class=\"qr\" role=\"img\" aria-label=\"%" STR_FMT "\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
               "<path fill=\"#000\" d=\"",
               STR_ARG(html_text(arena, label).text), side, side, side, side);
    put_modules(&svg, code);
    buf_put(&svg, STR("\"/></svg>"));
    QRcode_free(code);
    *out = html_trusted(buf_str(&svg));
    return ERR_OK;
}
