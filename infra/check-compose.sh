#!/usr/bin/env bash
# Brings the whole of docker-compose.yml up beside whatever else runs here, sets it up, sends a test picture through it,
# fetches the broadcast through the public door, checks what must not be reachable, and takes it all down again.
#
#   infra/check-compose.sh            needs Docker with Compose, and nothing else
#   KEEP=1 infra/check-compose.sh     leaves it running, to look at
set -euo pipefail
cd "$(dirname "$0")/.."

export COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME:-shoal-check}
export SHOAL_PUBLIC_PORT=${SHOAL_PUBLIC_PORT:-18080} SHOAL_RTMP_PORT=${SHOAL_RTMP_PORT:-11935}
export SHOAL_PUBLIC_URL=http://localhost:$SHOAL_PUBLIC_PORT SHOAL_RECONNECT_SECONDS=5
export DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1

if docker compose version >/dev/null 2>&1; then compose() { docker compose "$@"; }
else compose() { docker-compose "$@"; }; fi

door=http://localhost:$SHOAL_PUBLIC_PORT
publisher=""

finish() {
  status=$?
  [ -z "$publisher" ] || docker rm -f "$publisher" >/dev/null 2>&1 || true
  if [ $status -ne 0 ]; then compose ps || true; compose logs --tail=40 || true; fi
  [ -n "${KEEP:-}" ] || compose down --volumes --timeout 10 >/dev/null 2>&1 || true
  exit $status
}
trap finish EXIT

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# until SECONDS COMMAND…: tries once a second
until_true() {
  local seconds=$1; shift
  for _ in $(seq "$seconds"); do "$@" >/dev/null 2>&1 && return 0; sleep 1; done
  return 1
}

# field NAME: one string field of the JSON object on standard input
field() { sed -nE "s/.*\"$1\": ?\"([^\"]+)\".*/\1/p" | head -n 1; }

healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$(compose ps -q "$1")")" = healthy ]; }

say "build and start"
compose build
compose up -d
for service in postgres ingest tracker web caddy; do
  until_true 120 healthy "$service" || fail "$service did not become healthy"
  echo "$service is healthy"
done

say "one door"
curl -fsS "$door/" >/dev/null || fail "the home page does not answer"
[ "$(curl -s -o /dev/null -w '%{http_code}' "$door/metrics")" = 404 ] || fail "/metrics is reachable from outside"
[ "$(curl -s -o /dev/null -w '%{http_code}' "$door/live/../../etc/passwd" --path-as-is)" = 404 ] || fail "a path out of /live is not a 404"
[ "$(curl -s -o /dev/null -w '%{http_code}' -X POST "$door/swarm/telemetry" -H 'content-type: application/json' -d '{}')" = 400 ] ||
  fail "the tracker does not answer behind the door"
published=$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --format '{{.Ports}}' | grep -oE '(0\.0\.0\.0|127\.0\.0\.1):[0-9]+' | sort -u | wc -l)
[ "$published" = 2 ] || fail "expected two published ports, found $published"

say "secrets and users"
compose logs prepare | grep -q '/setup?token=' || fail "no setup link in the log of prepare"
for service in ingest tracker web; do
  [ "$(compose exec -T "$service" id -u)" != 0 ] || fail "$service runs as root"
done
[ "$(compose exec -T web stat -c %a /secrets/ticket-secret)" = 600 ] || fail "a secret is readable by others"

say "a way out"
# the route of last resort is one to 0.0.0.0
for service in ingest web; do
  compose exec -T "$service" grep -q "^[^ ]*[[:space:]]00000000[[:space:]]" /proc/net/route || fail "$service has no way out"
done

say "set up without a browser"
setup=$(compose exec -T web npm run --silent shoal -- setup --json)
key=$(printf %s "$setup" | tr -d '\n' | field streamKey)
channel=$(printf %s "$setup" | tr -d '\n' | field channel)
[ -n "$key" ] && [ -n "$channel" ] || fail "setup printed no key: $setup"
[ "$(printf %s "$setup" | tr -d '\n' | field rtmpUrl)" = "rtmp://localhost:$SHOAL_RTMP_PORT/live" ] || fail "the RTMP server is named wrongly: $setup"
if compose exec -T web shoal setup --json >/dev/null 2>&1; then fail "setting up twice was possible"; fi

say "a picture and the chat"
cookies=$(mktemp)
account=$(printf %s "$setup" | tr -d '\n')
curl -fsS -c "$cookies" "$door/api/auth/sign-in/email" -H "origin: $door" -H 'content-type: application/json' -o /dev/null \
  -d "{\"email\":\"$(printf %s "$account" | field email)\",\"password\":\"$(printf %s "$account" | field password)\"}" ||
  fail "the operator cannot sign in"
picture=$(curl -fsS -b "$cookies" "$door/api/v1/pictures" -H "origin: $door" -H 'content-type: image/webp' \
  --data-binary @docs/images/dashboard.webp | field name) || fail "no picture can be uploaded"
rm -f "$cookies"
curl -fsS "$door/chat/?EIO=4&transport=polling" | grep -q '"sid"' || fail "the chat does not answer behind the door"

say "a broadcast"
publisher=$(docker run -d --network "${COMPOSE_PROJECT_NAME}_outside" --entrypoint ffmpeg shoal:local -hide_banner -loglevel error -re \
  -f lavfi -i testsrc2=size=640x360:rate=30 -f lavfi -i sine=frequency=440:sample_rate=48000 \
  -c:v libx264 -preset ultrafast -pix_fmt yuv420p -b:v 800k -g 60 -c:a aac -b:a 96k -f flv "rtmp://ingest:1935/live/$key")
ticket() {
  curl -fsS "$door/api/v1/tickets" -H 'content-type: application/json' -d "{\"channel\":\"$channel\",\"mode\":\"on\"}" | tr -d '\n'
}
until_true 30 ticket || fail "the channel did not go live: $(docker logs "$publisher" 2>&1 | tail -n 3)"
playlist=$(ticket | field playlistUrl)
case "$playlist" in "$door"/live/*) ;; *) fail "the playlist is not behind the door: $playlist" ;; esac
segment_of() {
  local rung base
  rung=$(curl -fsS "$playlist" | grep -E '^[^#].*\.m3u8$' | head -n 1)
  base=${playlist%/*}/$rung
  segment=${base%/*}/$(curl -fsS "$base" | grep -E '\.m4s$' | tail -n 1)
  curl -fsS "$segment" -o /dev/null
}
until_true 30 segment_of || fail "no segment can be fetched"
segment_of && echo "fetched ${segment##*/}"

say "nothing is lost by a restart"
compose restart --timeout 10 web tracker >/dev/null 2>&1
until_true 60 healthy web && until_true 60 healthy tracker || fail "web or tracker did not come back"
ticket >/dev/null || fail "the broadcast is lost to the web app after a restart"
curl -fsS "$door/media/$picture" -o /dev/null || fail "the picture is lost after a restart"

echo
echo "docker compose: all good"
