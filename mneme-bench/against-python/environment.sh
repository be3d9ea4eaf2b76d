# Sourced: makes the Python environment on the first run, under mneme-bench/target, and names it $environment.
here=$(cd "$(dirname "$0")" && pwd)
environment=$here/../target/python
if [ ! -f "$environment/ready" ]; then
  python3 -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet resmem==1.1.6 torch==2.15.0 torchvision==0.29.2 pillow==13.0.0
  touch "$environment/ready"
fi
