/* SPDX-License-Identifier: Apache-2.0 */
#include "web/recent.h"

#include "test.h"
#include "web/burden.h"
#include "web/network.h"

static const when noon = {INT64_C(1795348800000000)};

static void recent_tests(void)
{
    str home = STR("198.51.100.7");
    test ("what happened is counted for its window, and for nobody else") {
        for (int i = 0; i < 5; i++) {
            recent_add(RECENT_NETWORK_WRONG, home, (str){0}, noon);
        }
        expect_i64(recent_count(RECENT_NETWORK_WRONG, home, noon), 5);
        expect_i64(recent_count(RECENT_NAME_WRONG, home, noon), 0);
        expect_i64(recent_count(RECENT_NETWORK_WRONG, STR("198.51.100.8"), noon), 0);
        when later = when_add(noon, 15 * WHEN_MINUTE);
        expect_i64(recent_count(RECENT_NETWORK_WRONG, home, later), 0);
    }
    test ("the same guess twice in a row is one") {
        recent_add(RECENT_PROMO_WRONG, home, STR("A"), noon);
        recent_add(RECENT_PROMO_WRONG, home, STR("A"), noon);
        recent_add(RECENT_PROMO_WRONG, home, STR("B"), noon);
        recent_add(RECENT_PROMO_WRONG, home, STR("A"), noon);
        expect_i64(recent_count(RECENT_PROMO_WRONG, home, noon), 3);
    }
    test ("a clock that was set back keeps nothing for long") {
        recent_add(RECENT_PROMO_WRONG, STR("far"), STR("A"), when_add(noon, 400 * WHEN_DAY));
        expect_i64(recent_count(RECENT_PROMO_WRONG, STR("far"), noon), 0);
    }
}

static void burden_tests(void)
{
    str heavy = STR("203.0.113.1");
    test ("a network saves up ten seconds of a core, then has its share of each second") {
        int allowed = 0;
        for (int i = 0; i < 1000; i++) {
            if (burden_allows(heavy, 25, noon)) {
                allowed++;
                burden_add(heavy, 34 * WHEN_SECOND / 1000);
            }
        }
        expect_i64(allowed, 295); /* of 34 ms each */
        when now = noon;
        int64_t used = 0;
        for (int i = 0; i < 60000; i++) {
            now = when_add(now, WHEN_SECOND / 1000);
            if (burden_allows(heavy, 25, now)) {
                used += 34 * WHEN_SECOND / 1000;
                burden_add(heavy, 34 * WHEN_SECOND / 1000);
            }
        }
        expect(used > 14 * WHEN_SECOND && used < 16 * WHEN_SECOND);
    }
    test ("meanwhile others, and programs on this machine, have theirs") {
        expect(burden_allows(STR("203.0.113.2"), 25, noon));
        expect(network_is_this_machine(STR("127.0.0.1")) && network_is_this_machine(STR("::1")));
        burden_add(STR("127.0.0.1"), WHEN_HOUR);
        expect(burden_allows(STR("127.0.0.1"), 25, noon));
    }
    test ("nobody waits for longer than eight seconds after the worst request") {
        str once = STR("203.0.113.3");
        expect(burden_allows(once, 25, noon));
        burden_add(once, WHEN_HOUR);
        expect(!burden_allows(once, 25, when_add(noon, 7 * WHEN_SECOND)));
        expect(burden_allows(once, 25, when_add(noon, 9 * WHEN_SECOND)));
    }
}

int main(void)
{
    recent_tests();
    burden_tests();
    return tests_done();
}
