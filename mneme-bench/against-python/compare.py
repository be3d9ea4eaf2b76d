"""Times Mneme beside the Python package, in one run, and prints the ratios.

usage: compare.py PYTHON MNEME IMAGES [--few N] [--many N] [--rounds N] [--threads N]

Each way is a whole process, from its start to its last score on disk. It runs with FEW and with MANY images, in turn with the
others, ROUNDS times; medians count. "steady" is the rate of the images between FEW and MANY, so that starting up, loading the
weights and warming up are left out.
"""

import argparse
import csv
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

from machine import processor


def main():
    arguments = parse()
    images = sorted(p for p in arguments.images.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if len(images) < arguments.many:
        raise SystemExit(f"{arguments.images}: {len(images)} images found, {arguments.many} needed; lower --many")
    print(f"{processor()}, {arguments.threads} threads, {arguments.few} and {arguments.many} images, {arguments.rounds} rounds")
    with tempfile.TemporaryDirectory() as scratch:
        run(arguments, images, pathlib.Path(scratch))


def run(arguments, images, scratch):
    ways = ways_of(arguments)
    seconds = {(name, count): [] for name in ways for count in (arguments.few, arguments.many)}
    environment = dict(os.environ, OMP_NUM_THREADS=str(arguments.threads), MKL_NUM_THREADS=str(arguments.threads))
    for count in (arguments.few, arguments.many):
        (scratch / f"{count}.txt").write_text("".join(f"{image}\n" for image in images[:count]))
    for _ in range(arguments.rounds):
        for name, command in ways.items():
            for count in (arguments.few, arguments.many):
                out = scratch / f"{name}.csv".replace(" ", "-")
                line = [part.format(list=scratch / f"{count}.txt", out=out) for part in command]
                out.unlink(missing_ok=True)
                start = time.monotonic()
                subprocess.run(line, check=True, env=environment, stdin=open(scratch / f"{count}.txt"), stdout=subprocess.DEVNULL)
                seconds[name, count].append(time.monotonic() - start)
    report(arguments, ways, seconds, scratch)


def ways_of(arguments):
    script = str(pathlib.Path(__file__).with_name("score_with_resmem.py"))
    python = [str(arguments.python), script, "{list}"]
    mneme = [str(arguments.mneme), "predict", "-", "--decode", "pillow", "--quiet", "--threads", str(arguments.threads)]
    ways = {
        "resmem, plain loop": [*python, "1", "{out}"],
        "resmem, batch 8": [*python, "8", "{out}"],
        "mneme fp32": [*mneme, "--precision", "fp32", "--output", "{out}"],
    }
    if arguments.int8:
        ways["mneme int8"] = [*mneme, "--precision", "int8", "--output", "{out}"]
    return ways


def report(arguments, ways, seconds, scratch):
    median = {key: statistics.median(values) for key, values in seconds.items()}
    whole = {name: arguments.many / median[name, arguments.many] for name in ways}
    steady = {
        name: (arguments.many - arguments.few) / (median[name, arguments.many] - median[name, arguments.few]) for name in ways
    }
    loop, batch = list(ways)[:2]
    print(f"{'':20}{'whole process':>15}{'steady':>12}{'x loop':>14}{'x batch 8':>14}   (whole / steady)")
    for name in ways:
        print(
            f"{name:20}{whole[name]:>9.2f} img/s{steady[name]:>6.2f} img/s"
            f"{whole[name] / whole[loop]:>8.2f} /{steady[name] / steady[loop]:>5.2f}"
            f"{whole[name] / whole[batch]:>8.2f} /{steady[name] / steady[batch]:>5.2f}"
        )
    theirs = scores(scratch / "resmem,-plain-loop.csv")
    for name in list(ways)[2:]:
        ours = scores(scratch / f"{name}.csv".replace(" ", "-"))
        print(f"{name}: largest difference from resmem {max(abs(a - b) for a, b in zip(ours, theirs, strict=True)):.2g}")


def scores(path):
    with open(path, encoding="utf-8") as file:
        return [float(row["score"]) for row in csv.DictReader(file)]


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("python", help="of an environment that has resmem")
    parser.add_argument("mneme", help="the launcher")
    parser.add_argument("images", type=pathlib.Path, help="a folder of photographs")
    parser.add_argument("--few", type=int, default=40)
    parser.add_argument("--many", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--int8", action="store_true", help="time the int8 file as well; make it with: mneme models quantize resmem")
    return parser.parse_args()


main()
