#!/bin/sh
# Proves that the Debian package can be made again: compiles it twice from copies of this source, in two folders of other names,
# without a compiler cache and with another number of jobs, and compares the packages byte for byte. About ten minutes of CPU.
# usage: tools/prove-deb.sh    (leaves the package and its hash in build-deb-reproducible/)
set -eu
export LC_ALL=C

source=$(cd "$(dirname "$0")/.." && pwd)
out=$source/build-deb-reproducible
rm -rf "$out"
mkdir -p "$out"
: "${SOURCE_DATE_EPOCH:=$(git -c safe.directory='*' -C "$source" log -1 --format=%ct 2>/dev/null || stat -c %Y "$source/CMakeLists.txt")}"
export SOURCE_DATE_EPOCH CCACHE_DISABLE=1
unset CMAKE_C_COMPILER_LAUNCHER CMAKE_CXX_COMPILER_LAUNCHER CCACHE_DIR CCACHE_BASEDIR

# compile NAME JOBS: the package, from a copy of the source of its own
compile() {
  mkdir -p "$out/$1"
  tar -C "$source" --exclude='./build*' --exclude=./.git --exclude=./demo -cf - . | tar -C "$out/$1" -xf -
  (cd "$out/$1" && JOBS=$2 tools/make-deb.sh "$out/$1/package")
}
compile first "${JOBS:-$(nproc)}"
compile and-a-second-one-elsewhere 1

first=$(ls "$out"/first/package/winnow_*.deb)
second=$(ls "$out"/and-a-second-one-elsewhere/package/winnow_*.deb)
if cmp "$first" "$second"; then
  cp "$first" "$out/"
  rm -rf "$out/first" "$out/and-a-second-one-elsewhere"
  echo "deb-reproducible: two compiles, the same bytes"
  sha256sum "$out"/winnow_*.deb
  exit 0
fi
echo 'deb-reproducible: the packages differ in:'
for package in first and-a-second-one-elsewhere; do
  dpkg-deb -R "$out/$package/package/"winnow_*.deb "$out/$package/unpacked"
  (cd "$out/$package/unpacked" && find . -type f | sort | xargs sha256sum) >"$out/$package.files"
done
diff "$out/first.files" "$out/and-a-second-one-elsewhere.files" || true
exit 1
