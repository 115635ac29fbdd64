#!/bin/sh
# The practice instance's timer for containers: prepared now, made anew every night at 03:00 in Jakarta.
set -u
rm -f /data/ready
python manage.py reset_practice --keep && touch /data/ready
last=$(TZ=Asia/Jakarta date +%F)
while true; do
    sleep 300
    today=$(TZ=Asia/Jakarta date +%F)
    if [ "$last" != "$today" ] && [ "$(TZ=Asia/Jakarta date +%H)" -ge 3 ]; then
        last=$today
        python manage.py reset_practice
    fi
done
