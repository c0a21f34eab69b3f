#!/bin/sh
# Runs coturn's turnserver with turnserver.conf beside this file, and with what differs from machine to machine:
#
#   SHOAL_TURN_RELAY_IP      the address of this machine that it listens on and relays at
#   SHOAL_TURN_EXTERNAL_IP   the public address, where a NAT stands before that one; empty: none does
#   SHOAL_TURN_PORT          3478
#   SHOAL_TURN_SECRET        shared with the web app; empty: the text of SHOAL_TURN_SECRET_FILE
#   SHOAL_TURN_FOLDER        where the settings with the secret in them go, readable by this user alone
set -eu

relay_ip=${SHOAL_TURN_RELAY_IP:-}
external_ip=${SHOAL_TURN_EXTERNAL_IP:-}
[ -n "$relay_ip" ] || {
  echo "SHOAL_TURN_RELAY_IP must be the address of this machine that the TURN server relays at, such as 203.0.113.7." >&2
  exit 1
}
command -v turnserver >/dev/null || {
  echo "The TURN server needs coturn: install the package that has the command turnserver, or set SHOAL_TURN_SERVER=off." >&2
  exit 1
}
secret=${SHOAL_TURN_SECRET:-}
[ -n "$secret" ] || secret=$(cat "${SHOAL_TURN_SECRET_FILE:?}")

folder=${SHOAL_TURN_FOLDER:-/tmp}
umask 077
{
  cat "$(dirname "$0")/turnserver.conf"
  echo "listening-port=${SHOAL_TURN_PORT:-3478}"
  echo "listening-ip=$relay_ip"
  echo "relay-ip=$relay_ip"
  # to its own relays, which viewers know by the public address and coturn by the machine's own
  echo "allowed-peer-ip=$relay_ip"
  case $relay_ip in 127.*) echo allow-loopback-peers ;; esac
  [ -z "$external_ip" ] || echo "external-ip=$external_ip/$relay_ip"
  echo "static-auth-secret=$secret"
  echo "userdb=$folder/turndb"
  echo "pidfile=$folder/turnserver.pid"
  echo "log-file=stdout"
} >"$folder/turnserver.conf"
exec turnserver -c "$folder/turnserver.conf"
