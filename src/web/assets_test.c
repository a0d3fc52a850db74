/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"

#include <string.h>

#include "test.h"

static str encoding_for(const char *accept)
{
    const struct asset *css = asset_at(asset_path("kabinet.css"));
    return str_from_z(asset_choose(css, str_from_z(accept)).encoding);
}

static void choosing(void)
{
    test ("a browser that knows brotli gets brotli") {
        expect_str(encoding_for("gzip, deflate, br, zstd"), STR("br"));
        expect_str(encoding_for("BR"), STR("br"));
    }
    test ("a client that knows only gzip gets gzip, and one that knows nothing the plain file") {
        expect_str(encoding_for("gzip;q=0.5"), STR("gzip"));
        expect_str(encoding_for(""), STR(""));
        expect_str(encoding_for("identity, *;q=0.1"), STR(""));
    }
    test ("a coding refused with q=0 is not used") {
        expect_str(encoding_for("br;q=0, gzip"), STR("gzip"));
        expect_str(encoding_for("br; q=0.000 , gzip ;q=0"), STR(""));
    }
    test ("what is packed already is not packed again") {
        const struct asset *face = asset_at(asset_path("onest-cyrillic.woff2"));
        expect(face != NULL && face->gzip.len == 0 && face->brotli.len == 0);
        expect_str(face->type, STR("font/woff2"));
    }
}

static void weight(void)
{
    test ("stylesheet and script stay light: 64 kB and 15 kB before packing") {
        expect(asset_at(asset_path("kabinet.css"))->plain.len <= 64000);
        expect(asset_at(asset_path("kabinet.js"))->plain.len <= 15000);
    }
}

static void addresses(void)
{
    test ("every file is found at its own address, which carries its digest") {
        str path = asset_path("kabinet.css");
        const struct asset *css = asset_at(path);
        expect(css != NULL && str_starts(path, STR("/assets/kabinet.")));
        expect(str_find(path, str_sub(css->digest, 0, 10)) > 0);
        expect(asset_at(asset_path("kabinet.js")) != NULL);
    }
    test ("an icon's address is the sprite's with the icon's name behind it") {
        str path = asset_icon("mail").text;
        expect(str_ends(path, STR("#mail")));
        expect(asset_at(str_sub(path, 0, path.len - 5)) != NULL);
    }
    test ("an address that is not there is not found") {
        expect(asset_at(STR("/assets/kabinet.css")) == NULL);
        expect(asset_at(STR("/assets/")) == NULL);
        expect(asset_at(STR("")) == NULL);
    }
    test ("a kept copy is fresh only under the tag of the same form") {
        const struct asset *css = asset_at(asset_path("kabinet.css"));
        struct asset_body packed = asset_choose(css, STR("br"));
        struct asset_body plain = asset_choose(css, STR(""));
        expect(strcmp(packed.etag, plain.etag) != 0);
        expect(asset_is_fresh(&packed, str_from_z(packed.etag)));
        expect(!asset_is_fresh(&packed, str_from_z(plain.etag)));
        expect(!asset_is_fresh(&packed, STR("")));
    }
}

int main(void)
{
    choosing();
    addresses();
    weight();
    return tests_done();
}
