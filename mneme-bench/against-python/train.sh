#!/usr/bin/env bash
# Times training steps of Mneme beside eager PyTorch on this machine. ResMem at batch 32 takes some 12 GB.
# usage: train.sh [options of train.py]
# The Python environment (run.sh's) is made on the first run, under mneme-bench/target.
set -euo pipefail
. "$(dirname "$0")/environment.sh"
path=$here/../target/train.classpath
(cd "$here/../.." && mvn -q -B -pl mneme-bench -am -DskipTests package dependency:build-classpath -Dmdep.outputFile="$path" -Dmdep.includeScope=runtime)
exec "$environment/bin/python" "$here/train.py" "$environment/bin/python" "$here/../target/classes:$(cat "$path")" "$@"
