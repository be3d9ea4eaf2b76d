#!/usr/bin/env bash
# Makes the pictures of the docs anew, with Chromium: docs/images/make.sh
#
# The gallery, the map and the sets are of examples/; the charts are of LNSIM's scores and those
# that its authors computed with ResMem, where shared/data/lnsim lies beside the repository. A sweep takes too long to
# run for a picture: sweep-curves.png stays as it is.
set -euo pipefail
cd "$(dirname "$0")/../.."

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) \
  || { echo "make.sh: no Chromium or Chrome on the PATH; install one" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shoot PAGE PICTURE WIDTH HEIGHT
shoot() {
  "$browser" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/browser" \
    --window-size="$3,$4" --virtual-time-budget=5000 --screenshot="$PWD/docs/images/$2" "file://$1" 2>"$work/browser.log" \
    || { cat "$work/browser.log" >&2; exit 1; }
  echo "docs/images/$2"
}

./mneme predict examples/ --output "$work/gallery.html" --output "$work/scores.csv"
shoot "$work/gallery.html" gallery.png 1000 855

./mneme explain examples/rocket.jpg --output "$work/maps"
shoot "$work/maps/rocket.html" explanation.png 1000 860


./mneme select "$work/scores.csv" --images . --apart --each 3 --near -1 --match luminance=1.5 --output "$work/sets"
shoot "$work/sets/selection.html" selection.png 1000 1000

lnsim=../shared/data/lnsim
if [ -d "$lnsim" ]; then
  ./mneme evaluate --data "$lnsim" --scores "$lnsim/resmem-1.1.6.csv=ResMem" --output "$work/report"
  shoot "$work/report/report.html" evaluation.png 1000 1100
else
  echo "make.sh: $lnsim is not there; evaluation.png stays as it is" >&2
fi
