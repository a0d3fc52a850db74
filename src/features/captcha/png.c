/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/png.h"

#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/check.h"

static void put_u32(struct buf *buf, uint32_t n)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_put_char(buf, (char)(n >> shift));
    }
}

/* Length, name, data, and a CRC over the last two. */
static void put_chunk(struct buf *buf, str name, str data)
{
    uLong crc = crc32_z(0, (const Bytef *)name.ptr, name.len);
    crc = crc32_z(crc, (const Bytef *)data.ptr, data.len);
    put_u32(buf, (uint32_t)data.len);
    buf_put(buf, name);
    buf_put(buf, data);
    put_u32(buf, (uint32_t)crc);
}

str png_grey(struct arena *arena, const unsigned char *pixels, uint32_t width, uint32_t height)
{
    size_t row = (size_t)width + 1; /* each row begins with the number of its filter: 0, none */
    unsigned char *rows = arena_alloc(arena, row * height);
    for (size_t y = 0; y < height; y++) {
        memcpy(rows + y * row + 1, pixels + y * width, width);
    }
    uLongf packed_len = compressBound((uLong)(row * height));
    char *packed = arena_alloc(arena, packed_len);
    CHECK(compress2((Bytef *)packed, &packed_len, rows, (uLong)(row * height), 6) == Z_OK);

    struct buf header = buf_in(arena);
    put_u32(&header, width);
    put_u32(&header, height);
    buf_put(&header, STR("\x08\0\0\0\0")); /* 8 bits, grey; the only methods there are */
    struct buf png = buf_in(arena);
    buf_put(&png, STR("\x89PNG\r\n\x1a\n"));
    put_chunk(&png, STR("IHDR"), buf_str(&header));
    put_chunk(&png, STR("IDAT"), (str){packed, packed_len});
    put_chunk(&png, STR("IEND"), STR(""));
    return buf_str(&png);
}
