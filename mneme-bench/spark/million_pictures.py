#!/usr/bin/env python3
"""Scores a table of a million paths, which repeat some thousand small pictures, with a tiny network.

    python3 mneme-bench/spark/million_pictures.py --pictures ../shared/data/lnsim/images --rows 1000000

Needs ./mneme and a Java; writes into --folder. Says the time and the peak memory of the driver and of the larger
executor, in each fifth of the time.
"""

import argparse
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

import memory

ROOT = pathlib.Path(__file__).resolve().parents[2]
PIXELS = 64  # of a small picture
INPUT = 32  # of the network


def number(value):
    """A varint of protobuf."""
    out = bytearray()
    while True:
        out.append(value & 127 | (128 if value > 127 else 0))
        value >>= 7
        if not value:
            return bytes(out)


def whole(field, value):
    return number(field << 3) + number(value)


def part(field, value):
    value = value.encode() if isinstance(value, str) else value
    return number(field << 3 | 2) + number(len(value)) + value


def tensor(name, dimensions, values):
    raw = struct.pack(f"<{len(values)}f", *values)
    return b"".join(whole(1, each) for each in dimensions) + whole(2, 1) + part(8, name) + part(9, raw)


def node(operator, inputs, output):
    return b"".join(part(1, each) for each in inputs) + part(2, output) + part(3, output) + part(4, operator)


def value(name, dimensions):
    shape = b"".join(
        part(1, part(2, each) if isinstance(each, str) else whole(1, each)) for each in dimensions
    )
    return part(1, name) + part(2, part(1, whole(1, 1) + part(2, shape)))


def tiny_network(file):
    """An ONNX file: one convolution of 8 channels, their means, and a score."""
    drawn = random.Random(7)
    weights = {
        "w1": ((8, 3, 3, 3), [drawn.gauss(0, 0.3) for _ in range(216)]),
        "b1": ((8,), [0.1] * 8),
        "w2": ((8, 1), [drawn.gauss(0, 1) for _ in range(8)]),
        "b2": ((1,), [0.0]),
    }
    nodes = [
        node("Conv", ["image", "w1", "b1"], "conv"),
        node("Relu", ["conv"], "relu"),
        node("GlobalAveragePool", ["relu"], "pool"),
        node("Flatten", ["pool"], "flat"),
        node("Gemm", ["flat", "w2", "b2"], "sum"),
        node("Sigmoid", ["sum"], "score"),
    ]
    graph = b"".join(part(1, each) for each in nodes) + part(2, "tiny")
    graph += b"".join(part(5, tensor(name, *each)) for name, each in weights.items())
    graph += part(11, value("image", ["n", 3, INPUT, INPUT])) + part(12, value("score", ["n", 1]))
    file.write_bytes(whole(1, 8) + part(8, part(1, "") + whole(2, 17)) + part(7, graph))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pictures", type=pathlib.Path, required=True)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "mneme-million")
    options.add_argument("--master", default="local-cluster[2,1,1024]")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    small = given.folder / "pictures"
    if not small.is_dir():
        program = pathlib.Path(__file__).with_name("Pictures.java")
        subprocess.run(["java", program, given.pictures, small, str(PIXELS)], check=True)
    names = sorted(small.iterdir())
    table = given.folder / "paths.csv"
    with open(table, "w") as out:
        out.write("path\n")
        for row in range(given.rows):
            out.write(f"{names[row % len(names)]}\n")
    model = given.folder / "tiny.onnx"
    tiny_network(model)
    output = given.folder / "scores"
    command = [ROOT / "mneme", "spark", "--input", table, "--input-format", "csv", "--path-column", "path"]
    command += ["--model", model, "--size", f"{INPUT}x{INPUT}", "--output", output, "--overwrite"]
    environment = dict(os.environ)
    environment["MNEME_SPARK_OPTS"] = f"--master {given.master} " + environment.get("MNEME_SPARK_OPTS", "")
    log = given.folder / "log"
    exit_code, seconds = memory.follow([str(each) for each in command], log, environment)
    print(f"{given.rows:,} rows, {given.master}: {seconds:.0f} s, {given.rows / seconds:.0f} rows/s")
    if exit_code:
        sys.exit(f"exit code {exit_code}; see {log}")


if __name__ == "__main__":
    main()
