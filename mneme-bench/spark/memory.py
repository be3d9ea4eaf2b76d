"""Runs a command of Spark on this machine and follows the resident memory of driver and executors."""

import os
import subprocess
import time


def resident_mb(process):
    try:
        with open(f"/proc/{process}/status") as status:
            for line in status:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass  # it has ended
    return 0


def descendants(process):
    """The process and all below it. Executors are children of a thread of the driver's own worker."""
    found = [process]
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children") as children:
                for child in children.read().split():
                    found += descendants(int(child))
    except OSError:
        pass
    return found


def command_line(process):
    try:
        with open(f"/proc/{process}/cmdline") as command:
            return command.read()
    except OSError:
        return ""


def follow(command, log, environment=None, parts=5):
    """Returns the exit code and the seconds, and prints the peaks in each fifth of the time."""
    begin = time.time()
    samples = []
    with open(log, "w") as out:
        run = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=environment
        )
        while run.poll() is None:
            driver, executor = 0, 0
            for process in descendants(run.pid):
                line = command_line(process)
                if "CoarseGrainedExecutorBackend" in line:
                    executor = max(executor, resident_mb(process))
                elif "java" in line:
                    driver = max(driver, resident_mb(process))
            samples.append((time.time() - begin, driver, executor))
            time.sleep(1)
    seconds = time.time() - begin
    size = max(1, -(-len(samples) // parts))
    for first in range(0, len(samples), size):
        part = samples[first : first + size]
        print(
            f"{part[0][0]:5.0f} to {part[-1][0]:5.0f} s: driver at most {max(s[1] for s in part):5.0f} MB,"
            f" largest executor {max(s[2] for s in part):5.0f} MB"
        )
    return run.returncode, seconds
