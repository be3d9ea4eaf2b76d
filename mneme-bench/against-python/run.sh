#!/usr/bin/env bash
# Times Mneme beside the Python package resmem 1.1.6 on a folder of photographs.
# usage: run.sh IMAGES [options of compare.py]
# The Python environment is made on the first run, under mneme-bench/target.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
environment=$here/../target/python
if [ ! -f "$environment/ready" ]; then
  python3 -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet resmem==1.1.6 torch==2.15.0 torchvision==0.29.2 pillow==13.0.0
  touch "$environment/ready"
fi
exec "$environment/bin/python" "$here/compare.py" "$environment/bin/python" "$here/../../mneme" "$@"
