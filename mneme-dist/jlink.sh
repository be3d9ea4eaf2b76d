#!/bin/sh
# Makes a distribution that needs no Java: what is in mneme-VERSION.zip, with a Java for this kind of machine in runtime/.
# Usage: mneme-dist/jlink.sh [FOLDER], after 'mvn package'. FOLDER (mneme-dist/target/jlink if none is named) gets the
# folder mneme-VERSION and, for handing on, mneme-VERSION-SYSTEM.tar.gz.
#
#   JAVA_HOME  a whole JDK, 17 or newer, whose Java is taken; else the one on the PATH
set -eu

fail() {
  echo "jlink.sh: $*" >&2
  exit 1
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
out=${1:-$here/target/jlink}
zip=
for found in "$here"/target/mneme-*.zip; do
  [ ! -f "$found" ] || zip=$found
done
[ -n "$zip" ] || fail "no mneme-VERSION.zip in $here/target; make it with: mvn -DskipTests package"
if [ -n "${JAVA_HOME-}" ]; then
  jdk=$JAVA_HOME/bin
else
  javac=$(command -v javac) || fail "no JDK on the PATH; install one, 17 or newer, or point JAVA_HOME at one"
  jdk=$(dirname -- "$javac")
fi
[ -x "$jdk/jlink" ] || fail "no jlink in $jdk; a whole JDK has it"

name=$(basename -- "$zip" .zip)
mkdir -p "$out"
rm -rf "${out:?}/$name"
# The JDK's own reader of zip files: unzip is not everywhere.
(cd "$out" && "$jdk/jar" xf "$zip")
chmod +x "$out/$name/mneme"

# All of Java SE: what one library or another asks for only while it runs would not be found by jdeps.
# Packed tightly ("--compress=2", "zip-6" from Java 21 on, which takes the older name with a warning).
"$jdk/jlink" --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management,jdk.httpserver \
  --strip-debug --no-man-pages --no-header-files --compress=2 --output "$out/$name/runtime"

"$out/$name/mneme" --version >/dev/null || fail "what was made in $out/$name does not start"
rm -f "$out/$name"/mneme.jsa "$out/$name"/mneme.stamp
archive=$name-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m).tar.gz
tar -C "$out" -czf "$out/$archive" "$name"
echo "$out/$archive"
du -sh "$out/$name" "$out/$archive"
