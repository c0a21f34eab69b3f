#!/bin/sh
# For tests: starts like ffmpeg, and never makes anything.
[ "$2" = "-version" ] && exit 0
echo 'cannot decode this' >&2
exit 1
