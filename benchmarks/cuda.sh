#!/usr/bin/env bash
# What docs/gpu.md shows, measured on the first NVIDIA GPU of this machine: whole steps beside what the memory can do, the
# same bits twice, the errors of solves, a run that is interrupted and goes on without the GPU, and memory over a minute.
# It needs a Java runtime, NVIDIA's driver and the built jars (./sdze --version builds them), and takes some ten minutes.
#
#   benchmarks/cuda.sh [PART …]      parts: table bits accuracy resume memory large; all of them if none is named
#
# SECONDS_OF_LARGE and SECONDS_OF_MEMORY shorten the last two.
set -u
root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jars=${SDZE_CLASSES:-$root/examples/target/sdze-examples.jar}
folder=$(mktemp -d) || exit 1
trap 'rm -rf -- "$folder"' EXIT
export OPENBLAS_THREAD_TIMEOUT="${OPENBLAS_THREAD_TIMEOUT:-10}" GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"

command=("$java" -Xmx4g -Xmn64m -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxbytes=0 -Dorg.bytedeco.javacpp.maxphysicalbytes=0
  --add-opens java.base/java.util=ALL-UNNAMED -Djava.awt.headless=true -Dfile.encoding=UTF-8
  -Dorg.nd4j.log.initialization=false -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$jars")
sdze=("${command[@]}" org.sdze.examples.cli.Main)

solve() {
  echo "\$ sdze solve sine-gordon-two-body $*"
  "${sdze[@]}" solve sine-gordon-two-body --device cuda --quiet "$@"
}

used() { # MiB of the device and of process $1
  local host
  host=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB$/\1/p' "/proc/$1/status" 2>/dev/null)
  echo "$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits 2>/dev/null | head -n 1) MiB on the device, $((${host:-0} / 1024)) MiB on the host"
}

part_table() {
  "${command[@]}" org.sdze.cuda.CudaBench --stages
}

part_bits() {
  for k in 1 2; do
    solve --dim 10000 --width 128 --batch 64 --steps 50 --test-points 200 --out "$folder/bits$k" >/dev/null
  done
  for k in 1 2; do cut -d, -f1,3 "$folder/bits$k/history.csv" >"$folder/losses$k"; done
  [ -s "$folder/losses1" ] && cmp "$folder/losses1" "$folder/losses2" && echo "the losses of 50 steps at d = 10,000 are the same to the last digit"
}

part_accuracy() {
  solve --dim 100 --time 10
  solve --dim 1000 --width 2048 --batch 3000 --damping 1e-3 --time 40
}

part_resume() {
  timeout -s INT 8 "${sdze[@]}" solve sine-gordon-two-body --device cuda --dim 1000 --width 128 --batch 64 --time 600 \
    --test-points 2000 --quiet --out "$folder/stopped"
  echo "exit code $? after Ctrl-C; on the CPU for twelve seconds:"
  timeout -s INT 12 "${sdze[@]}" resume "$folder/stopped" --device cpu --quiet
  echo "exit code $? after Ctrl-C"
}

part_memory() {
  local seconds=${SECONDS_OF_MEMORY:-60}
  solve --dim 1000000 --width 128 --batch 64 --learning-rate 1 --schedule constant --time "$seconds" --test-points 1000 &
  local process=$!
  for k in 1 2 3 4; do
    sleep $((seconds / 5 + 2))
    echo "after $((k * (seconds / 5 + 2))) s: $(used "$(pgrep -P "$process" -f cli.Main || echo "$process")")"
  done
  wait "$process"
}

part_large() { # without the network on the host, which takes minutes to draw
  "${command[@]}" org.sdze.cuda.CudaBench --train="${SECONDS_OF_LARGE:-300}" 10000000x128x64
}

[ $# -gt 0 ] || set -- table bits accuracy resume memory large
for part in "$@"; do
  echo "== $part"
  "part_$part" || exit 1
done
