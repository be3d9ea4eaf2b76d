#!/usr/bin/env python3
"""How long requests at random times wait in a queue before a network that runs batches: no server, only arithmetic.

    python3 waiting.py --first 0.178 --further 0.155 --rate 3.14

`first` is the time of a batch of one picture, `further` what each other picture adds, in seconds; `rate` is requests a
second, at random times (Poisson). Prints for several largest batches the 99th percentile of the time from a request to its
answer, as a multiple of `first`: what no server with these times can better by more than the choice of the batch.
"""

import argparse
import random


def times(first, further, rate, most, count):
    now = 0.0
    arrivals = []
    for _ in range(count):
        now += random.expovariate(rate)
        arrivals.append(now)
    took = []
    free = 0.0
    done = 0
    while done < count:
        start = max(free, arrivals[done])
        end = done
        while end < count and end - done < most and arrivals[end] <= start:
            end += 1
        free = start + first + (end - done - 1) * further
        took += [free - arrival for arrival in arrivals[done:end]]
        done = end
    return sorted(took)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--first", type=float, default=0.178)
    options.add_argument("--further", type=float, default=0.155)
    options.add_argument("--rate", type=float, default=3.14)
    options.add_argument("--count", type=int, default=200_000)
    args = options.parse_args()
    random.seed(1)
    for most in (1, 2, 4, 8):
        found = times(args.first, args.further, args.rate, most, args.count)
        print(f"batches of up to {most}: p99 {found[int(0.99 * len(found))] / args.first:.1f} times the time of one picture")


main()
