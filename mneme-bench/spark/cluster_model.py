#!/usr/bin/env python3
"""What scoring many pictures on a cluster costs, from times measured for one picture; Python's own library only.

    python3 cluster_model.py
    python3 cluster_model.py --network 0.23 --decode 0.02 --seed 7

Prints two tables in Markdown, as docs/spark.md has them:

1. The hours that 1, 10 and 100 million pictures take on 10, 100 and 1,000 cores, with what each part of the work takes.
2. Skew and stragglers: slices of pictures of which some are large, on cores of which some are slow, task by task as Spark
   hands them out, with and without speculative execution. Seeded.

Times are processor seconds of one core. What is assumed and not measured is an option with a default that says so.
"""

import argparse
import heapq
import random


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measured = parser.add_argument_group("measured, in seconds a picture")
    measured.add_argument("--network", type=float, default=0.22, help="ResMem in fp32 on one core")
    measured.add_argument("--decode", type=float, default=0.008, help="decoding and resizing a picture of the usual size")
    measured.add_argument("--listing", type=float, default=161e-6, help="listing a name, on the driver's side")
    measured.add_argument("--start", type=float, default=40, help="starting Spark and opening the model, once, in seconds")
    assumed = parser.add_argument_group("assumed")
    assumed.add_argument("--spark", type=float, default=0.006, help="what Spark adds to a picture: rows, writing")
    assumed.add_argument("--commit", type=float, default=1.0, help="committing a slice, by the driver, in seconds")
    assumed.add_argument("--picture-kb", type=float, default=250, help="size of a picture file")
    assumed.add_argument("--storage-gb", type=float, default=5, help="what the storage gives all workers together, GB/s")
    assumed.add_argument("--core-mb", type=float, default=100, help="what one core reads over the network, MB/s")
    assumed.add_argument("--large", type=float, default=0.01, help="share of pictures that are large")
    assumed.add_argument("--large-times", type=float, default=20, help="how much longer a large one takes to decode")
    assumed.add_argument("--slow", type=float, default=0.05, help="share of cores that are slow")
    assumed.add_argument("--slow-times", type=float, default=3, help="how much longer a slow core takes")
    parser.add_argument("--slice", type=int, default=2000, help="pictures a core in a slice, as in ScoreImages")
    parser.add_argument("--task", type=int, default=250, help="pictures in a task, as in ScoreImages")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def picture_seconds(o, cores):
    """Seconds of one core for a picture, and what of it is reading."""
    reading = max(o.picture_kb / 1e3 / o.core_mb, cores * o.picture_kb / 1e6 / o.storage_gb)
    decoding = o.decode * (1 + o.large * (o.large_times - 1))
    return reading + decoding + o.network + o.spark, reading


def model(o):
    print("| Pictures | Cores | Listing | Scoring | Commits | All | of which reading |")
    print("|---|---|---|---|---|---|---|")
    for pictures in (10**6, 10**7, 10**8):
        for cores in (10, 100, 1000):
            each, reading = picture_seconds(o, cores)
            # Workers list folders too, but no more than about 16 at a time gain from it on one name server.
            listing = pictures * o.listing / min(cores, 16) * 2
            scoring = pictures * each / cores
            slices = max(1, -(-pictures // (o.slice * cores)))
            commits = slices * o.commit
            total = o.start + listing + scoring + commits
            print(
                f"| {pictures // 10**6} million | {cores:,} | {text(listing)} | {text(scoring)} | {text(commits)} |"
                f" {text(total)} | {reading / each:.0%} |"
            )


def text(seconds):
    if seconds >= 48 * 3600:
        return f"{seconds / 86400:.1f} days"
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def task_seconds(o, generator, each):
    large = sum(generator.random() < o.large for _ in range(o.task))
    return o.task * each + large * o.decode * (o.large_times - 1)


def slice_seconds(o, generator, cores, speeds, speculation):
    """One slice: tasks go to whichever core is free first. With speculation, a task that takes `speculation` times the
    median runs once more on a free core when nine tenths of the others have ended, and the copy that ends first counts, as
    Spark does it."""
    each = picture_seconds(o, cores)[0] - o.decode * o.large * (o.large_times - 1)
    works = [task_seconds(o, generator, each) for _ in range(o.slice * cores // o.task)]
    free = [(0.0, core) for core in range(cores)]
    heapq.heapify(free)
    ends = []
    for work in works:
        begin, core = heapq.heappop(free)
        end = begin + work * speeds[core]
        ends.append((end, begin, work))
        heapq.heappush(free, (end, core))
    if not speculation:
        return max(end for end, _, _ in ends), sum(works) / cores
    ordered = sorted(end for end, _, _ in ends)
    watched = ordered[int(0.9 * len(ordered))]
    median = sorted(end - begin for end, begin, _ in ends)[len(ends) // 2]
    last = watched
    idle = sorted(time for time, core in free if speeds[core] == 1)
    for end, begin, work in sorted(ends, reverse=True):
        late = begin + speculation * median
        if end > watched and end > late:
            start = max(watched, late, idle.pop(0) if idle else end)
            end = min(end, start + work)
        last = max(last, end)
    return last, sum(works) / cores


def simulate(o):
    print("| Cores | Case | A slice takes | as against evenly spread work |")
    print("|---|---|---|---|")
    cases = (
        ("large pictures alone", False, 0),
        ("and slow cores", True, 0),
        ("and slow cores, speculative execution from 3 times the median on", True, 3),
        ("and slow cores, speculative execution from 1.5 times the median on", True, 1.5),
    )
    for cores in (10, 100, 1000):
        for name, slow, speculation in cases:
            generator = random.Random(f"{o.seed} {cores}")
            number = max(1, round(o.slow * cores)) if slow else 0
            speeds = [o.slow_times if core < number else 1 for core in range(cores)]
            rounds = [slice_seconds(o, generator, cores, speeds, speculation) for _ in range(5)]
            taken = sum(r[0] for r in rounds) / len(rounds)
            even = sum(r[1] for r in rounds) / len(rounds)
            print(f"| {cores:,} | {name} | {text(taken)} | {taken / even:.2f} |")


def main():
    o = options()
    model(o)
    print()
    simulate(o)


if __name__ == "__main__":
    main()
