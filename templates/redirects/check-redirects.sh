#!/bin/sh
# Asks a site for every address that is to redirect, and compares with what Apache answered.
# Usage: sh check-redirects.sh https://www.example.com
# Ends with 1 where an answer differs. Nothing is changed; one request is sent for each line.

site=${1:?Usage: sh check-redirects.sh https://www.example.com}
site=${site%/}
differ=0

# check PATH STATUS LOCATION FROM: a Location that begins with / is one on the site itself.
check() {
    expected="$2 $3"
    case $3 in /*) expected="$2 $site$3" ;; esac
    head=$(curl --silent --show-error --max-time 30 --globoff --path-as-is --dump-header - --output /dev/null -- "$site$1")
    status=$(printf '%s\n' "$head" | tr -d '\r' | sed -n 's/^HTTP\/[0-9.]* \([0-9]*\).*/\1/p' | tail -n 1)
    location=$(printf '%s\n' "$head" | tr -d '\r' | sed -n 's/^[Ll]ocation: *//p' | tail -n 1)
    if [ "$status $location" = "$expected" ]; then
        printf 'ok      %s\n' "$1"
    else
        printf 'DIFFERS %s (%s)\n        expected %s\n        answered %s\n' "$1" "$4" "$expected" "$status $location"
        differ=1
    fi
}

# CHECKS

exit "$differ"
