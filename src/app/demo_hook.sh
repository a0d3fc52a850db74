#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A sample hook, written to DATA/hooks by `kabinet serve --demo`: it acts as if it made a virtual server. A hook of your
# own reads one JSON object from its standard input,
#
#     {"operation":"0198…","kind":"create","subject":"0198…","account":"0198…","attempt":1,
#      "config":{"hook":"demo-vps"},"payload":{…}}
#
# writes progress as JSON lines, and the answer as the last line. It may be called again for the same operation, after
# a failure or a restart of the server, and must then do nothing twice.
set -eu
STEP_SECONDS=2

input=$(cat)
head=${input%%,\"config\":*}
member() {
    printf '%s' "$head" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

step() {
    printf '{"progress":%d,"step":"%s","step_uk":"%s"}\n' "$1" "$2" "$3"
    sleep "$STEP_SECONDS"
}

# The same subject has the same address, however often it is asked for.
number=$(printf '%s' "$(member subject)" | cksum | cut -d ' ' -f 1)
answer="{\"address\":\"203.0.113.$((number % 254 + 1))\",\"usage\":{\"disk_gb\":3}}"

case $(member kind) in
    create)
        step 5 "Reserving an address" "Резервуємо адресу"
        step 25 "Preparing the disk" "Готуємо диск"
        step 45 "Copying the system" "Копіюємо систему"
        step 70 "Configuring the network" "Налаштовуємо мережу"
        step 90 "Starting the server" "Запускаємо сервер"
        ;;
    change)
        step 20 "Stopping the server" "Зупиняємо сервер"
        step 50 "Changing its size" "Змінюємо розмір"
        step 80 "Starting the server" "Запускаємо сервер"
        ;;
    suspend)
        step 50 "Stopping the server" "Зупиняємо сервер"
        ;;
    resume)
        step 50 "Starting the server" "Запускаємо сервер"
        ;;
    terminate)
        step 50 "Removing the server" "Видаляємо сервер"
        answer='{}'
        ;;
    renew) ;;
    *)
        echo '{"error":"no such kind of operation","retry":false}'
        exit 1
        ;;
esac
printf '%s\n' "$answer"
