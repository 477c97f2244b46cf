#!/bin/sh
# Installs the Debian packages that a task needs (build, test, bench, accuracy, fuzz, deb), if any is missing. Root, or a user with sudo.
# usage: tools/install-packages.sh build [test] [bench] [accuracy] [fuzz] [deb]
set -eu

build="g++ cmake ninja-build make pkg-config protobuf-compiler libprotobuf-dev libssl-dev libarchive-dev libsqlite3-dev
  libpsl-dev publicsuffix libicu-dev libseccomp-dev libsimdjson-dev libzstd-dev libfmt-dev libexpected-dev libunbound-dev librnp-dev zlib1g-dev libgmp-dev"
test="libgtest-dev libgmock-dev librapidcheck-dev nlohmann-json3-dev python3-minimal python3 openssl python3-dkim python3-dnspython python3-cryptography libmail-dkim-perl
  libgmime-3.0-dev p7zip-full xz-utils zstd bzip2 zip gpgv rnp"
bench="rnp openssl python3 python3-dkim libmail-dkim-perl libopendkim-dev time"
accuracy="procmail maildrop altermime libmailtools-perl libmime-tools-perl libemail-simple-perl libemail-mime-perl mailman3 dovecot-core"
fuzz="clang-14 libclang-rt-14-dev"
deb="dpkg-dev binutils"

wanted=""
for task in "$@"; do
  case "$task" in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    bench) wanted="$wanted $bench" ;;
    accuracy) wanted="$wanted $accuracy" ;;
    fuzz) wanted="$wanted $fuzz" ;;
    deb) wanted="$wanted $deb" ;;
    *) echo "install-packages: unknown task '$task'" >&2; exit 2 ;;
  esac
done

missing=""
for package in $wanted; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "install-packages: needs root or sudo to install:$missing" >&2; exit 1; }
  as_root=sudo
fi
echo "installing:$missing"
$as_root apt-get update -q
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
