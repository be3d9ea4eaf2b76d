#!/bin/sh
# Builds the package, with the example photographs of the repository in it and its vignette made by Mneme.
# Usage: clients/r/build.sh [FOLDER]. FOLDER (the current one if none is named) gets mneme_VERSION.tar.gz.
#
#   MNEME_LAUNCHER  the launcher that scores the vignette's photographs; else the repository's own ./mneme
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
out=$(CDPATH='' cd -- "${1:-.}" && pwd -P)
MNEME_LAUNCHER=${MNEME_LAUNCHER:-$here/../../mneme}
export MNEME_LAUNCHER
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here" "$work/mneme"
rm -f "$work/mneme/build.sh"
mkdir -p "$work/mneme/inst/extdata/photographs"
cp "$here"/../../examples/*.jpg "$here"/../../examples/README.md "$work/mneme/inst/extdata/photographs"
cp "$here/../../NOTICE" "$work/mneme/inst/NOTICE"
cd "$work"
R CMD build mneme
mv mneme_*.tar.gz "$out"
