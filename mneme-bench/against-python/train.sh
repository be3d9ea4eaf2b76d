#!/usr/bin/env bash
# Times training steps of Mneme beside eager PyTorch on this machine. ResMem at batch 32 takes some 12 GB.
# usage: train.sh [options of train.py]
# The Python environment (run.sh's) is made on the first run, under mneme-bench/target.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
environment=$here/../target/python
if [ ! -f "$environment/ready" ]; then
  python3 -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet resmem==1.1.6 torch==2.15.0 torchvision==0.29.2 pillow==13.0.0
  touch "$environment/ready"
fi
path=$here/../target/train.classpath
(cd "$here/../.." && mvn -q -B -pl mneme-bench -am -DskipTests package dependency:build-classpath -Dmdep.outputFile="$path" -Dmdep.includeScope=runtime)
exec "$environment/bin/python" "$here/train.py" "$environment/bin/python" "$here/../target/classes:$(cat "$path")" "$@"
