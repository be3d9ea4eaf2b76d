#!/usr/bin/env python3
"""Load and soak of `mneme serve`, on this machine's loopback alone, with nothing but Python's own library.

    python3 load.py --images DIR --count 100 --soak 600 --port 7171
    python3 load.py --measure soak --soak 3600 --rate 0.5

Starts a server, scores the images with `mneme predict`, then measures in the same run:

1. saturation: throughput with 16 clients, one image a request, and that of `mneme predict`, in turn, as often as
   `--rounds` says; and, which other programs on the machine disturb less, the processor seconds an image of both
2. single: the time of single requests, unloaded and at half the rate of 1: at an even pace, and at random times (Poisson)
3. connections: 1,000 connections at once
4. soak: mixed requests (single, forms, bad images, clients that go away): heap, resident memory, threads

Every score that comes back is compared with predict's; one that differs by more than 1e-6 is wrong, and those that differ
in their last digit (a float's, which depends on how many images share a batch) are counted. Exits 1 if one is lost or wrong.
"""

import argparse
import asyncio
import csv
import io
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Wrong(Exception):
    """An answer that must not be."""


async def request(port, body, headers="", path="/v1/scores?name=x", leave=False):
    """One request on a connection of its own: status, headers, body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/csv\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n".encode()
        )
        writer.write(body)
        await writer.drain()
        if leave:
            return 0, {}, b""
        data = await reader.read()
    finally:
        writer.close()
    head, _, rest = data.partition(b"\r\n\r\n")
    if not head:
        raise Wrong("a connection was closed without an answer")
    lines = head.decode("latin-1").split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:])
    if fields.get("Transfer-Encoding") == "chunked":
        rest = unchunked(rest)
    return int(lines[0].split()[1]), fields, rest


def unchunked(data):
    out = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        n = int(size or b"0", 16)
        if n == 0:
            if not size:
                raise Wrong("an answer was cut short")
            return out
        out += data[:n]
        data = data[n + 2 :]


class Load:
    def __init__(self, port, files, expected):
        self.port = port
        self.files = files
        self.expected = expected
        self.busy = 0
        self.compared = 0
        self.last_digit = 0

    def check(self, name, score):
        if abs(float(self.expected[name]) - float(score)) > 1e-6:
            raise Wrong(f"{name}: {score}, but predict gave {self.expected[name]}")
        self.compared += 1
        self.last_digit += self.expected[name] != score

    async def single(self, name):
        """One image; a server that is busy is asked again. Returns seconds."""
        start = time.perf_counter()
        while True:
            status, fields, body = await request(self.port, self.files[name])
            if status != 429:
                break
            self.busy += 1
            await asyncio.sleep(int(fields["Retry-After"]) * random.uniform(0.5, 1))
        if status != 200:
            raise Wrong(f"{name}: status {status}: {body[:200]}")
        self.check(name, body.decode().split("\n")[1].split(",")[1])
        return time.perf_counter() - start

    async def form(self, names):
        parts = b"".join(
            f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
            + self.files[name]
            + b"\r\n"
            for name in names
        )
        status, _, body = await request(
            self.port, parts + b"--b--\r\n", "Content-Type: multipart/form-data; boundary=b\r\n", "/v1/scores"
        )
        if status == 429:
            self.busy += 1
            return
        rows = list(csv.reader(io.StringIO(body.decode())))[1:]
        if status != 200 or [row[0] for row in rows] != names:
            raise Wrong(f"a form of {len(names)} images: status {status}, {len(rows)} rows")
        for row in rows:
            self.check(row[0], row[1])

    async def bad(self):
        status, _, body = await request(self.port, b"no image")
        if status != 422 or b"detail" not in body:
            raise Wrong(f"a bad image: status {status}")

    async def closed_loop(self, names, clients):
        """That many clients, each sending the next image when it has its score. Returns seconds."""
        left = iter(names)
        start = time.perf_counter()

        async def client():
            for name in left:
                await self.single(name)

        await asyncio.gather(*(client() for _ in range(clients)))
        return time.perf_counter() - start

    async def at_rate(self, names, pause):
        """Requests whose arrivals are apart by what pause() returns, in seconds. Returns the seconds of each."""
        tasks = []
        for name in names:
            tasks.append(asyncio.create_task(self.single(name)))
            await asyncio.sleep(pause())
        return list(await asyncio.gather(*tasks))

    async def mixed(self, names):
        """A request of any kind."""
        kind = random.random()
        if kind < 0.6:
            await self.single(random.choice(names))
        elif kind < 0.8:
            await self.form(random.sample(names, min(5, len(names))))
        elif kind < 0.9:
            await self.bad()
        else:
            await request(self.port, self.files[random.choice(names)], leave=True)

    async def soak(self, seconds, rate, pid):
        """Mixed requests: of 8 clients without a pause or, with a rate, that many a second at random times."""
        begun = time.monotonic()
        names = list(self.files)
        readings = []
        running = set()

        def left():
            return begun + seconds - time.monotonic()

        async def client():
            while left() > 0:
                await self.mixed(names)

        async def arrivals():
            while left() > 0:
                if len(running) < 64:  # else the machine is too slow for the rate
                    task = asyncio.create_task(self.mixed(names))
                    running.add(task)
                for done in [task for task in running if task.done()]:
                    running.discard(done)
                    done.result()  # raises what went wrong
                await asyncio.sleep(random.expovariate(rate))
            await asyncio.gather(*running)

        async def watch():
            while left() > 0:
                readings.append((await heap(self.port), *status(pid)))
                print(
                    "  {:.0f} s: heap {:.0f} MB, resident {:.0f} MB, {} threads, {} compared".format(
                        time.monotonic() - begun, *readings[-1], self.compared
                    ),
                    flush=True,
                )
                await asyncio.sleep(max(1, min(seconds / 24, left())))

        await asyncio.gather(watch(), *([arrivals()] if rate else [client() for _ in range(8)]))
        return readings


async def heap(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    text = (await reader.read()).decode()
    writer.close()
    found = re.findall(r'^jvm_memory_used_bytes\{area="heap".*\} (\S+)$', text, re.M)
    return sum(float(each) for each in found) / 1e6


def status(pid):
    """Resident memory in MB and the number of threads."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1e3, int(re.search(r"Threads:\s+(\d+)", text).group(1))


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(p / 100 * len(values)))]


def cpu_of(pid):
    """Processor seconds of a process so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def predict(args, files):
    """The scores by name, the seconds that scoring took, and the processor seconds of the whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [args.mneme, "predict", "--format", "csv", "--model", args.model, *map(str, files)]
    out = subprocess.run(command, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    scoring = float(re.search(r"scored in ([\d.]+) s", out.stderr).group(1))
    scores = {os.path.basename(row[0]): row[1] for row in list(csv.reader(io.StringIO(out.stdout)))[1:]}
    return scores, scoring, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


async def saturation(args, load, paths, pid):
    """The server's images a second; those of predict are measured in turn with it."""
    names = [path.name for path in paths]
    await load.closed_loop(names[:8], 4)  # warm
    speeds = []
    _, _, start = predict(args, paths[:1])
    for _ in range(args.rounds):
        _, scoring, whole = await asyncio.to_thread(predict, args, paths)
        cpu = (whole - start) / max(1, len(paths) - 1)
        begun = cpu_of(pid)
        rate = len(names) / await load.closed_loop(names, 16)
        each = (cpu_of(pid) - begun) / len(names)
        speed = len(paths) / scoring
        speeds.append((rate, speed, each, cpu))
        print(
            f"saturation: {rate:.2f} images/s, predict {speed:.2f}: {100 * rate / speed:.0f} %;"
            f" processor seconds an image {each:.3f}, predict {cpu:.3f}: {100 * cpu / each:.0f} %",
            flush=True,
        )
    rate, speed, each, cpu = (sum(column) / len(speeds) for column in zip(*speeds))
    print(f"mean of {len(speeds)}: {100 * rate / speed:.0f} % of predict, {100 * cpu / each:.0f} % by processor time", flush=True)
    return rate


async def single(args, load, names, rate):
    alone = [await load.single(names[i % len(names)]) for i in range(args.single)]
    print(f"single requests: {len(alone)} unloaded, median {percentile(alone, 50):.3f} s, p99 {percentile(alone, 99):.3f} s")
    half = rate / 2
    many = [names[i % len(names)] for i in range(args.single * 3)]
    arrivals = {"at an even pace": lambda: 1 / half, "at random times": lambda: random.expovariate(half)}
    for how, pause in arrivals.items():
        took = await load.at_rate(many, pause)
        print(
            f"at half load, {len(took)} requests {how}, {half:.2f} a second: median {percentile(took, 50):.3f} s,"
            f" p99 {percentile(took, 99):.3f} s: {percentile(took, 99) / percentile(alone, 99):.1f} times",
            flush=True,
        )


async def connections(args, load, names):
    start = time.perf_counter()
    load.busy = 0
    await asyncio.gather(*(load.single(random.choice(names)) for _ in range(args.connections)))
    print(
        f"{args.connections} connections at once: all answered, none wrong, in {time.perf_counter() - start:.0f} s;"
        f" {load.busy} times told to come again",
        flush=True,
    )


async def run(args, paths, pid, scores):
    load = Load(args.port, {path.name: path.read_bytes() for path in paths}, scores)
    names = [path.name for path in paths]
    rate = await saturation(args, load, paths, pid) if "saturation" in args.measure else args.rate
    if "single" in args.measure:
        await single(args, load, names, rate)
    if "connections" in args.measure:
        await connections(args, load, names)
    if "soak" in args.measure:
        readings = await load.soak(args.soak, args.rate, pid)
        warm = readings[len(readings) // 4 :]
        print(
            f"soak of {args.soak} s: heap {min(r[0] for r in warm):.0f} to {max(r[0] for r in warm):.0f} MB,"
            f" resident {warm[0][1]:.0f} MB after a quarter, {warm[-1][1]:.0f} MB at the end,"
            f" threads {min(r[2] for r in warm)} to {max(r[2] for r in warm)}",
            flush=True,
        )
    print(f"{load.compared} scores compared with predict's, none lost or wrong, {load.last_digit} with another last digit")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--images", type=pathlib.Path, default=ROOT / "examples")
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--single", type=int, default=30, help="requests whose time is measured unloaded")
    options.add_argument("--connections", type=int, default=1000)
    options.add_argument("--soak", type=int, default=600, help="seconds")
    options.add_argument("--rounds", type=int, default=3, help="how often server and predict take turns")
    options.add_argument("--rate", type=float, default=0, help="requests a second in the soak; 0: as many as 8 clients can")
    options.add_argument(
        "--measure", nargs="+", default=["saturation", "single", "connections", "soak"], help="what to measure"
    )
    options.add_argument("--port", type=int, default=7171)
    options.add_argument("--model", default="resmem")
    options.add_argument("--mneme", default=str(ROOT / "mneme"))
    args = options.parse_args()
    paths = sorted(p for p in args.images.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))[: args.count]
    print(json.dumps({"images": len(paths), "processors": os.cpu_count(), "load": os.getloadavg()}), flush=True)
    server = subprocess.Popen(
        [args.mneme, "serve", "--no-browser", "--port", str(args.port), "--model", args.model],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        server.stdout.readline()
        scores, _, _ = predict(args, paths)
        asyncio.run(run(args, paths, server.pid, scores))
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
    finally:
        server.terminate()
        server.wait()


main()
