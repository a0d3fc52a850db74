/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <sys/statvfs.h>

#include "app/doctor_private.h"
#include "i18n/zone.h"
#include "system/clock.h"
#include "system/file.h"

#define DISK_LEAST_MB 64

/* forbidden: bits that must not be set. */
static void say_mode(struct doctor *doctor, str path, int forbidden)
{
    int mode = file_mode(str_z(doctor->arena, path));
    if (mode < 0) {
        doctor_say(doctor, FINDING_NOTE, "file", "%" STR_FMT " is not there yet", STR_ARG(path));
    } else if ((mode & forbidden) != 0) {
        doctor_say(doctor, FINDING_FAULT, "file", "%" STR_FMT " has mode %04o: others may use it",
                   STR_ARG(path), (unsigned)mode);
    } else {
        doctor_say(doctor, FINDING_OK, "file", "%" STR_FMT " has mode %04o", STR_ARG(path),
                   (unsigned)mode);
    }
}

static void say_files(struct doctor *doctor)
{
    str dir = doctor->settings->data_dir;
    say_mode(doctor, dir, 07);
    say_mode(doctor, str_printf(doctor->arena, "%" STR_FMT "/secret.key", STR_ARG(dir)), 077);
    if (doctor->settings->database_url.len == 0) {
        say_mode(doctor, str_printf(doctor->arena, "%" STR_FMT "/kabinet.db", STR_ARG(dir)), 07);
    }
}

static void say_disk(struct doctor *doctor)
{
    struct statvfs disk;
    if (statvfs(str_z(doctor->arena, doctor->settings->data_dir), &disk) != 0) {
        doctor_say(doctor, FINDING_NOTE, "disk", "nothing to measure yet");
        return;
    }
    uint64_t free_mb = (uint64_t)disk.f_bavail * disk.f_frsize >> 20;
    bool read_only = (disk.f_flag & ST_RDONLY) != 0;
    doctor_say(doctor, read_only || free_mb < DISK_LEAST_MB ? FINDING_FAULT : FINDING_OK, "disk",
               "%llu MB free%s", (unsigned long long)free_mb,
               read_only ? ", mounted read-only" : "");
}

static void say_fonts(struct doctor *doctor)
{
    static const char *const files[] = {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf"};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        str path = str_printf(doctor->arena, "%" STR_FMT "/%s",
                              STR_ARG(doctor->settings->documents_fonts), files[i]);
        if (file_mode(str_z(doctor->arena, path)) < 0) {
            doctor_say(doctor, FINDING_FAULT, "fonts",
                       "no %" STR_FMT ": documents wait; the package fonts-dejavu-core brings it",
                       STR_ARG(path));
            return;
        }
    }
    doctor_say(doctor, FINDING_OK, "fonts", "those of documents are in %" STR_FMT,
               STR_ARG(doctor->settings->documents_fonts));
}

static void say_time(struct doctor *doctor)
{
    bool synchronised = clock_is_synchronised();
    str now = when_rfc3339(doctor->arena, clock_now());
    doctor_say(doctor, synchronised ? FINDING_OK : FINDING_NOTE, "time",
               "%" STR_FMT ", the kernel %s that it is synchronised", STR_ARG(now),
               synchronised ? "says" : "does not say");
    str zone = doctor->settings->default_timezone;
    bool known = zone_by_name(zone) != NULL;
    doctor_say(doctor, known ? FINDING_OK : FINDING_FAULT, "time", "zone %" STR_FMT " %s",
               STR_ARG(zone), known ? "is known" : "is not in the tz database");
}

void doctor_machine(struct doctor *doctor)
{
    say_files(doctor);
    say_disk(doctor);
    say_fonts(doctor);
    say_time(doctor);
}
