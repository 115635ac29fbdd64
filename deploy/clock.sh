#!/bin/sh
# What systemd's timers do on a bare server, for containers: the trail every five minutes, the rest at night
# (02:00 in Jakarta) and on their days. A command that fails is said in the log and tried again the next time.
set -u
last=''
while true; do
    python manage.py seal_audit
    today=$(TZ=Asia/Jakarta date +%F)
    if [ "$last" != "$today" ] && [ "$(TZ=Asia/Jakarta date +%H)" -ge 2 ]; then
        last=$today
        python manage.py backup
        python manage.py clean_up
        python manage.py keep_scores
        case $today in *-01) python manage.py drill | tail -n 1 ;; esac
        case $today in *-01-15) python manage.py forget_old --commit ;; esac
    fi
    sleep 300
done
