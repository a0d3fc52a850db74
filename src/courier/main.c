/* SPDX-License-Identifier: Apache-2.0 */
/* kabinet-courier: the processes that do for the server what it may not do itself. The server
 * starts one, the nursery, before it locks itself in; whatever else is needed later, or again, is a
 * fork of that:
 *
 *     kabinet-courier                 a courier: mail, text messages, HTTP
 *     kabinet-courier hooks FOLDER    starts the hooks of a folder
 *     kabinet-courier nursery NAME=VALUE …  gives its parent couriers or, with hooks=FOLDER,
 * runners of hooks (courier/confine.h)
 *
 * Each finds its parent at descriptor 3, ends when that ends, and ignores the signals of a stopping
 * service, so that a message under way is finished while the server drains. */
#include <signal.h>
#include <sys/resource.h>
#include <string.h>
#include <unistd.h>

#include "courier/confine.h"
#include "courier/hooks.h"
#include "courier/keeper.h"
#include "courier/nursery.h"

#define COURIER_NICE 10

int main(int argc, char **argv)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    (void)close_range(PARENT_FD + 1, ~0U, 0);
    /* Printing and sending give way to people who wait for a page. */
    (void)setpriority(PRIO_PROCESS, 0, COURIER_NICE);
    if (argc >= 2 && strcmp(argv[1], "nursery") == 0) {
        struct confinement confinement;
        if (!confine_read(argc - 2, argv + 2, &confinement)) {
            return 1;
        }
        nursery_run(&confinement);
    }
    if (argc == 3 && strcmp(argv[1], "hooks") == 0) {
        hooks_run(argv[2]);
    }
    keeper_run();
}
