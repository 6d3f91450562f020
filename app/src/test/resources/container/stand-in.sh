#!/bin/sh
# Makes a root file system that stands in for the images of a JRE and of Maven: of what this machine has, with no network.
# stand-in.sh DIRECTORY JAVA_HOME JAR
set -eu
root=$1
home=$2
jar=$3
mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/usr/lib64" "$root/usr/sbin" "$root/tmp" "$root/var/lib/apt/lists" \
  "$root/var/cache/apt" "$root/var/log" "$root/etc" "$root/proc" "$root/dev" "$root/sys" "$root/run"
chmod 1777 "$root/tmp"
for directory in bin lib lib64 sbin; do ln -s "usr/$directory" "$root/$directory"; done
files=$(mktemp)
for program in sh cat chmod cp cut date env find grep id install ls mkdir mv rm sort touch tr \
  tini zip unzip nice prlimit setsid setpriv choom unshare bwrap vips vipsheader vipsthumbnail; do
  command -v "$program" || { echo "$program is not installed" >&2; exit 1; }
done >"$files"
echo /usr/bin/true >>"$files"
find "$home/" -name '*.so' >>"$files"
xargs -a "$files" ldd 2>/dev/null | grep -oE '/[^ :)]+' | sort -u >"$files.libraries"
# What is loaded by name, by the native code that signs among others.
find -L /usr/lib/*-linux-gnu -maxdepth 1 -name 'lib[dr][lt].so.*' -o -maxdepth 1 -name 'libpthread.so.*' \
  -o -maxdepth 1 -name 'libnss_*.so.*' >>"$files.libraries"
find -L "$home/" -type f ! -path '*/jmods/*' ! -path '*/include/*' ! -path '*/demo/*' ! -path '*/man/*' \
  ! -path '*/docs/*' ! -path '*/legal/*' ! -name src.zip ! -name ct.sym ! -name '*.jsa' >"$files.java"
cat "$files" "$files.libraries" "$files.java" | sort -u | tar -chf - --ignore-failed-read -T - 2>/dev/null \
  | tar -xf - -C "$root"
ln -sf "../..$home/bin/java" "$root/usr/bin/java"
# What they would install is there.
for program in apt-get apt-cache; do
  printf '#!/bin/sh\nexit 0\n' >"$root/usr/bin/$program"
  chmod 0755 "$root/usr/bin/$program"
done
# What it would make is there.
cp "$jar" "$root/jar"
printf '#!/bin/sh\nset -eu\ntest -f pom.xml\nmkdir -p app/target\ncp /jar app/target/imagevault-server.jar\n' >"$root/usr/bin/mvn"
chmod 0755 "$root/usr/bin/mvn"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
rm -f "$files" "$files.libraries" "$files.java"
