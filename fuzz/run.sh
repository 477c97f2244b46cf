#!/bin/sh
# Runs every fuzz target for FUZZ_SECONDS (60) each, with its seeds, its kept crashes and, where it lies beside the project,
# real mail. An input that crashes a target is kept in fuzz/crashes/<name>/, which ordinary tests replay.
# usage: fuzz/run.sh [TARGET...]    (from the project's root, after `cmake --build build-fuzz`)
set -eu

seconds=${FUZZ_SECONDS:-60}
shared=${WINNOW_SHARED:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

mkdir "$work/mail"
for archive in "$shared"/corpora/*.tar.zst; do
  [ -e "$archive" ] && tar --zstd -xf "$archive" -C "$work/mail"
done
# libFuzzer reads one folder; sizes above this teach it nothing that the first part does not.
find "$work/mail" -type f -size +64k -delete

[ $# -gt 0 ] || set -- $(cd fuzz && ls ./*_fuzz.cc | sed 's|^\./||; s|_fuzz\.cc$||')
failed=""
for name in "$@"; do
  mkdir -p "fuzz/crashes/$name" "$work/found/$name"
  echo "== $name for $seconds s"
  if ! "build-fuzz/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
    -report_slow_units=1000 -print_final_stats=1 -artifact_prefix="fuzz/crashes/$name/" \
    "$work/found/$name" "fuzz/seeds/$name" "fuzz/crashes/$name" "$work/mail" >"$work/log" 2>&1; then
    failed="$failed $name"
    grep -v '^#' "$work/log" | tail -40
  fi
  grep -E 'number_of_executed_units|peak_rss_mb' "$work/log" || true
  rmdir "fuzz/crashes/$name" 2>/dev/null || true
done
[ -z "$failed" ] || { echo "fuzz: crashed:$failed (inputs in fuzz/crashes/)"; exit 1; }
