/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over every file of a folder, where no fuzzer drives it: the corpus and every
 * past crash are tried at each test run. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    static uint8_t data[1 << 20];
    size_t size = fread(data, 1, sizeof(data), file);
    (void)fclose(file);
    /* Exactly sized, so that reading past the end is seen by the sanitizers. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL) {
        return 1;
    }
    for (size_t i = 0; i < size; i++) {
        exact[i] = data[i];
    }
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        (void)fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    int failed = 0, count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.') {
            char path[4096];
            (void)snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
            failed |= replay(path);
            count++;
        }
    }
    (void)closedir(folder);
    printf("1..1\n%s 1 - %d inputs replayed\n", failed ? "not ok" : "ok", count);
    return failed;
}
