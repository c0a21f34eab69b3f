#!/bin/sh
# For tests: starts like ffmpeg, and never makes anything.
case "$*" in *-version* | *-decoders*) exit 0 ;; esac
echo 'cannot decode this' >&2
exit 1
