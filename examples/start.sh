#!/bin/sh
# Starts what the recipes share: the simulator in Engage's place, and the proxy. Ctrl-C stops both.
set -eu
cd "$(dirname "$0")"
PATH="${PROGRAMS:-../target/debug}:$PATH"
for program in engage-sim retailer-proxy openssl; do
  command -v "$program" > /dev/null || { echo "$program is missing: see examples/README.md" >&2; exit 1; }
done

# The shop signs sessions with one secret, and hands awards over with the other.
mkdir -p data/awards
for secret in session-secret backend-secret; do
  [ -s "data/$secret" ] || (umask 077; openssl rand -hex 32 > "data/$secret")
done

# The proxy of a release has the widget's files inside. One that Cargo has built needs their folder.
export RETAILER_PROXY_WIDGET_PATH=/widget
if [ -d ../dist/embed ]; then
  export RETAILER_PROXY_WIDGET_FOLDER="${RETAILER_PROXY_WIDGET_FOLDER:-../dist/embed}"
fi

engage-sim --port "${ENGAGE_PORT:-8081}" --seed shop &
simulator=$!
retailer-proxy --config proxy.toml &
proxy=$!
# shellcheck disable=SC2064 # The ids are those of now.
trap "kill $simulator $proxy 2> /dev/null || true" EXIT
trap 'exit 0' INT TERM
wait "$proxy"
