/* SPDX-License-Identifier: Apache-2.0 */
#include "web/mail_page.h"

struct page mail_page_part(const struct mail_page *m, struct buf *out)
{
    return (struct page){.out = out, .lang = m->lang, .zone = m->zone, .now = m->now};
}

/* A header line holds no control bytes whatever a value brought in. */
str mail_page_subject(const struct buf *out)
{
    struct buf line = buf_in(out->arena);
    str text = buf_str(out);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool is_blank = c <= ' ' || c == 0x7F;
        if (!is_blank) {
            buf_put_char(&line, text.ptr[i]);
        } else if (line.len > 0 && line.ptr[line.len - 1] != ' ') {
            buf_put_char(&line, ' ');
        }
    }
    return str_trim(buf_str(&line));
}

static void put_line(struct buf *out, str line)
{
    if (line.len > 0) {
        buf_put(out, line);
        buf_put_char(out, '\n');
    }
}

str mail_page_text(const struct mail_page *m, struct page *p)
{
    struct buf out = buf_in(m->arena);
    buf_put(&out, str_trim(buf_str(p->out)));
    /* "-- " is how mail programs know a signature (RFC 3676, 4.3). */
    buf_put(&out, STR("\n\n-- \n"));
    put_line(&out, m->brand->name);
    put_line(&out, m->brand->site.text);
    put_line(&out, m->brand->phone);
    put_line(&out, m->brand->email);
    return buf_str(&out);
}
