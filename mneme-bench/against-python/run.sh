#!/usr/bin/env bash
# Times Mneme beside the Python package resmem 1.1.6 on a folder of photographs.
# usage: run.sh IMAGES [options of compare.py]
# The Python environment is made on the first run, under mneme-bench/target.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
exec "$environment/bin/python" "$here/compare.py" "$environment/bin/python" "$here/../../mneme" "$@"
