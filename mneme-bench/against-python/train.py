"""Times training steps of Mneme beside eager PyTorch, in one run, and prints the ratios.

usage: train.py PYTHON JAVA-CLASS-PATH [--networks memnet resmem resmem-frozen] [--batch N] [--steps N] [--rounds N] [--threads N]

Each way is a process of its own, in turn with the others, ROUNDS times. A step is everything from a ready batch of noise to
changed weights: forward, backward, AdamW. With resmem-frozen PyTorch runs the frozen ResNet in each step, as the article
does, and Mneme reads what it kept of it. The first step of a process warms up and is left out; medians count.
"""

import argparse
import os
import pathlib
import platform
import statistics
import subprocess

from machine import processor

HERE = pathlib.Path(__file__).parent
LAUNCHER = {
    "THP_MEM_ALLOC_ENABLE": "1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "-1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


def main():
    arguments = parse()
    print(f"{processor()}, {arguments.threads} threads, batch {arguments.batch}, {arguments.rounds} rounds of {arguments.steps} steps")
    for network in arguments.networks:
        ways = ways_of(arguments, network)
        seconds = {way: [] for way in ways}
        memory = {way: 0 for way in ways}
        chosen = ""
        for _ in range(arguments.rounds):
            for way, command in ways.items():
                lines, peak = run(command, arguments.threads)
                seconds[way] += [float(line) for line in lines if not line.startswith("#")][1:]
                memory[way] = max(memory[way], peak)
                if way == "mneme auto":
                    chosen = next((line for line in lines if line.startswith("#")), "")
        report(network, seconds, memory, chosen)


def ways_of(arguments, network):
    size = [str(arguments.batch), str(arguments.steps), str(arguments.threads)]
    java = ["java", "-Xmx2g", "-cp", arguments.class_path, "org.mneme.train.TrainSteps", network]
    return {
        "torch eager": [arguments.python, str(HERE / "train_with_torch.py"), network, *size],
        "mneme fp32": [*java, "fp32", *size],
        "mneme auto": [*java, "auto", *size],
    }


def run(command, threads):
    """The process's lines, and its largest resident memory in bytes."""
    # As the launcher does: large pages, and freed memory is kept.
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    if command[0] == "java":
        environment |= LAUNCHER
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = process.stdout.read().split("\n")
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command[0]} {command[1]}: ended with status {status}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return [line for line in lines if line], usage.ru_maxrss * unit


def report(network, seconds, memory, chosen):
    theirs = statistics.median(seconds["torch eager"])
    print(f"{network:20}{'seconds a step':>16}{'fastest':>10}{'peak memory':>14}{'x torch':>10}")
    for way, values in seconds.items():
        median = statistics.median(values)
        print(f"{way:20}{median:>16.3f}{min(values):>10.3f}{memory[way] / 2**30:>10.2f} GiB{theirs / median:>10.2f}")
    print(chosen)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("python", help="of an environment that has torch and torchvision")
    parser.add_argument("class_path", help="of mneme-bench and all that it needs")
    parser.add_argument("--networks", nargs="+", default=["memnet", "resmem"], choices=["memnet", "resmem", "resmem-frozen"])
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    return parser.parse_args()


main()
