#!/bin/sh
# What systemd's timers do on a bare server, for containers: the trail and messages to phones every five minutes,
# the daily mail at 06:00 in Jakarta, the rest at night (02:00) and on their days. A command that fails is said in the log and tried again the next time.
set -u
last='' mailed=''
while true; do
    python manage.py seal_audit
    python manage.py tell_phones
    today=$(TZ=Asia/Jakarta date +%F)
    if [ "$last" != "$today" ] && [ "$(TZ=Asia/Jakarta date +%H)" -ge 2 ]; then
        last=$today
        python manage.py backup
        python manage.py clean_up
        python manage.py keep_scores
        case $today in *-01) python manage.py drill | tail -n 1 ;; esac
        case $today in *-01-15) python manage.py forget_old --commit ;; esac
    fi
    if [ "$mailed" != "$today" ] && [ "$(TZ=Asia/Jakarta date +%H)" -ge 6 ]; then
        mailed=$today
        python manage.py send_digest
    fi
    sleep 300
done
