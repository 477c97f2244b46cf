#!/bin/sh
# Makes winnow_VERSION_ARCHITECTURE.deb from this source, in the folder given (by default build-deb/). The same source gives
# the same bytes: dates come from SOURCE_DATE_EPOCH (by default the last commit's), no path of the build gets in.
# usage: tools/make-deb.sh [FOLDER]
set -eu
umask 022
export LC_ALL=C TZ=UTC

source=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "${1:-$source/build-deb}"
out=$(cd "${1:-$source/build-deb}" && pwd)
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git -c safe.directory='*' -C "$source" log -1 --format=%ct 2>/dev/null || stat -c %Y "$source/CMakeLists.txt")
fi
export SOURCE_DATE_EPOCH
version=$(sed -n 's/^project(winnow VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
architecture=$(dpkg --print-architecture)

cmake -S "$source" -B "$out/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O2 \
  -DCMAKE_CXX_FLAGS="-ffile-prefix-map=$source=. -ffile-prefix-map=$out=." -DCMAKE_INSTALL_PREFIX=/usr -DWINNOW_TESTS=OFF >/dev/null
cmake --build "$out/build" --parallel "${JOBS:-$(nproc)}" --target winnow winnow_made

root=$out/root
rm -rf "$root"
DESTDIR=$root cmake --install "$out/build" --strip >/dev/null
gzip -9n "$root/usr/share/man/man1/winnow.1"
documents=$root/usr/share/doc/winnow
mkdir -p "$documents" "$root/DEBIAN"
cp "$source/README.md" "$source/SECURITY.md" "$documents/"
cp -r "$source/docs" "$documents/docs"
printf 'winnow (%s) stable; urgency=medium\n\n  * See README.md.\n\n -- The winnow project <maintainers@winnow.invalid>  %s\n' \
  "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$documents/changelog.gz"
printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: winnow\n\nFiles: *\nCopyright: the authors of winnow\nLicense: as-published-with-the-source\n' >"$documents/copyright"

# What the program is linked with, and what it loads only where the DNS is asked or an OpenPGP signature is checked.
mkdir -p "$out/debian"
printf 'Source: winnow\n\nPackage: winnow\nArchitecture: any\n' >"$out/debian/control"
linked=$(cd "$out" && dpkg-shlibdeps -O "$root/usr/bin/winnow" | sed -n 's/^shlibs:Depends=//p')
installed=$(find "$root" -path "$root/DEBIAN" -prune -o -type f -printf '%s\n' | awk '{ bytes += int(($1 + 1023) / 1024) } END { print bytes }')
cat >"$root/DEBIAN/control" <<CONTROL
Package: winnow
Version: $version
Architecture: $architecture
Maintainer: The winnow project <maintainers@winnow.invalid>
Installed-Size: $installed
Depends: $linked, libunbound8, librnp0
Section: mail
Priority: optional
Description: what is proved in a leaked mail dump, and what is not
 winnow examines mailboxes, folders and archives of leaked mail and says item
 by item what is proved, supported, open, altered or forged, with evidence that
 a stranger can check. It works offline; its archive of public keys is part of
 the program.
CONTROL
(cd "$root" && find usr -type f | sort | xargs md5sum) >"$root/DEBIAN/md5sums"
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f ! -path "$root/usr/bin/*" -exec chmod 644 {} +
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

package=$out/winnow_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$root" "$package" >/dev/null
sha256sum "$package"
