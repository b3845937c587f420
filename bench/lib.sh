# shellcheck shell=bash
# What the measurements beside other servers have in common; sourced by them, not run. Servers run on
# core 0, the load (wrk, 64 connections) on core 1. The servers take turns; those whose turn it is not
# are stopped, so that the sweeps of one do not slow down another. Other guests of the machine slow
# down whole rounds, so many short ones say more than a few long ones, and two servers are compared
# by the ratio in the same round.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
work=$(mktemp -d)
pids=()
export PPSP_MANAGE_LISTEN=none # unless it is what is measured
declare -A pid_of
trap 'kill -CONT "${pids[@]}" 2>/dev/null || true; kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

die() { echo "bench/$(basename "$0"): $1" >&2; exit "${2:-1}"; }

# need PACKAGES TOOL...: stops if one of the tools is missing.
need() {
  local packages=$1 tool; shift
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die "needs $tool (apt-get install $packages)" 2
  done
}

# What our servers are started with: java, flags (those of bin/ppsp tracker; jvm without its collector), and
# the class paths cli and classes.
prepare_java() {
  # Nothing is measured but the sources as they are: what is older than they are is built again.
  local jar=$here/target/ppsp-bench.jar home
  if [ ! -f "$jar" ] || [ -n "$(find "$here"/../*/src/main "$here"/../*/pom.xml -newer "$jar" -print -quit)" ]; then
    (cd "$here/.." && mvn -q -B -ntp -DskipTests package && touch "$jar")
  fi
  java=
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if grep -qsE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$home/release"; then java=$home/bin/java; fi
  done
  [ -n "$java" ] || die "needs a JDK 25 or newer in JAVA_HOME or /usr/lib/jvm" 2
  jvm=(-XX:+UseTransparentHugePages -XX:+UseCompactObjectHeaders -XX:MaxTenuringThreshold=0
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  if grep -qs avx512f /proc/cpuinfo; then jvm+=(-XX:UseAVX=2); fi
  flags=("${jvm[@]}" -XX:+UseShenandoahGC -XX:ShenandoahGCMode=generational)
  classes="$jar:$here/target/lib/*"
  cli="$here/../cli/target/ppsp/lib/*"
}

# start NAME COMMAND...: starts a server on core 0 and waits for its ready line.
start() {
  local name=$1; shift
  taskset -c 0 "$@" >"$work/$name.out" 2>"$work/$name.err" &
  pids+=($!) pid_of[$name]=$!
  for _ in $(seq 300); do
    grep -q listening "$work/$name.out" && return
    sleep 0.1
  done
  cat "$work/$name.err" >&2; die "$name did not start"
}

# start_at URL NAME COMMAND...: starts a server on core 0 that prints no ready line, and waits until it answers there.
start_at() {
  local at=$1 name=$2; shift 2
  taskset -c 0 "$@" >"$work/$name.err" 2>&1 &
  pids+=($!) pid_of[$name]=$!
  for _ in $(seq 300); do
    sleep 0.1
    # If the port is taken, another server answers there, and ours has gone.
    kill -0 "${pid_of[$name]}" 2>/dev/null || break
    if curl -sk -o /dev/null "$at"; then echo "listening on $at" >"$work/$name.out"; return; fi
  done
  cat "$work/$name.err" >&2; die "$name did not start at $at"
}

# start_tracker NAME HEAP MEMBERS [mixed]: starts our tracker with a swarm of so many members (see Populate).
# A peer is heard of every hour, so that no one expires while we measure.
start_tracker() {
  start "$1" env PPSP_TRACKER_KEEPALIVE_INTERVAL=1h PPSP_TRACKER_DEFAULT_EXPIRE=24h PPSP_HTTP_EVENT_LOOPS=1 \
    "$java" "-Xms$2" "-Xmx$2" "${flags[@]}" -cp "$cli" org.ppsp.cli.Main tracker --listen 127.0.0.1:0
  "$java" -cp "$classes" org.ppsp.bench.Populate "$(url "$1")" "${@:3}"
}

url() { sed -n 's/^listening on //p' "$work/$1.out"; }

# ticks NAME: prints how long a server's process has had the processor, in hundredths of a second.
ticks() { awk '{print $14 + $15}' "/proc/${pid_of[$1]}/stat"; }

# drive NAME SECONDS WRK-ARGUMENTS...: loads a server, which runs only meanwhile; prints requests a
# second. A script of wrk stops the measurement with a line that begins with "Failed".
drive() {
  local name=$1 seconds=$2; shift 2
  kill -CONT "${pid_of[$name]}"
  taskset -c 1 wrk -t1 -c64 -d"${seconds}s" "$@" >"$work/wrk.out"
  kill -STOP "${pid_of[$name]}"
  if grep -qE 'Non-2xx|^Failed' "$work/wrk.out"; then cat "$work/wrk.out" >&2; exit 1; fi
  awk '/Requests\/sec/ {print int($2)}' "$work/wrk.out"
}

# take_turns WARM-UP ROUNDS SECONDS RUN...: calls the script's `load RUN SECONDS` in turn, once for as many
# seconds as the warm-up shall take, and then for the rounds.
take_turns() {
  local warm_up=$1 rounds=$2 seconds=$3 run name; shift 3
  for name in "${!pid_of[@]}"; do
    kill -STOP "${pid_of[$name]}"
  done
  for run in "$@"; do
    load "$run" "$warm_up" >/dev/null
  done
  for _ in $(seq "$rounds"); do
    for run in "$@"; do
      load "$run" "$seconds" >>"$work/$run.rps"
    done
  done
}

# statistics: sorts the numbers it is given; prints their median, the lowest and the highest.
statistics() { sort -g | awk '{v[NR]=$1} END {print (NR%2) ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2, v[1], v[NR]}'; }
# result NAME least|most BAR, with the value, the lowest and the highest in its standard input: keeps a
# figure for bench/all, which draws it beside its bar, and passes it on.
result() {
  local value low high
  read -r value low high || return 0
  printf '%s\t%s\t%s\t%.2f\t%s\t%s\n' "$1" "$2" "$3" "$value" "$low" "$high" >>"${BENCH_RESULTS:-/dev/null}"
  echo "$value $low $high"
}

# ratios A B: those of the two in each round.
ratios() { paste "$work/$1.rps" "$work/$2.rps" | awk '{print $1/$2}' | statistics; }
