"""Writes responses.csv (simulated trials) and responses.json (their figures by SciPy and NumPy).

    python3 -m venv v && v/bin/pip install numpy==2.4.6 scipy==1.17.1
    v/bin/python make_responses.py

November 2026. Both files are Mneme's own (Apache-2.0). The figures: counts by hand below; d', c by
scipy.stats.norm.ppf of log-linear rates (Hautus, 1995); A' by Snodgrass and Corwin (1988); Wilson's
intervals by scipy.stats.binomtest; Newcombe's from these; the slope over ln(lag), its error and p by
numpy.linalg.lstsq with a column for each picture.
"""

import json
import math

import numpy as np
import scipy
from scipy.stats import binomtest, norm, t as student

rng = np.random.default_rng(20)
people, images = 20, 24
memory = rng.uniform(0.45, 0.95, images)
alarm = rng.uniform(0.02, 0.3, images)
rows, trials = [], []
for person in range(people):
    order = rng.permutation(images)
    events = []
    for place, image in enumerate(order):
        first = 10 * place + int(rng.integers(0, 9))
        lag = int(rng.integers(8, 120))
        events += [(first, image, False, math.nan), (first + 0.5 + lag, image, True, math.nan)]
    events.sort()
    seen = {}
    for number, (_, image, repeat, _) in enumerate(events, 1):
        lag = number - seen[image] if repeat else None
        seen[image] = number
        chance = memory[image] - 0.06 * math.log(lag / 60) if repeat else alarm[image]
        old = int(rng.random() < chance)
        trials.append((person, int(image), repeat, old, lag))
        rows.append(f"p{person:02d},{number},im{image:02d}.jpg,{int(repeat)},{old}")

with open("responses.csv", "w") as out:
    out.write("participant,trial,image,repeat,response\n" + "\n".join(rows) + "\n")

figures = {}
for image in range(images):
    hits = sum(t[3] for t in trials if t[1] == image and t[2])
    repeats = sum(1 for t in trials if t[1] == image and t[2])
    alarms = sum(t[3] for t in trials if t[1] == image and not t[2])
    firsts = sum(1 for t in trials if t[1] == image and not t[2])
    h, f = hits / repeats, alarms / firsts
    zh = norm.ppf((hits + 0.5) / (repeats + 1))
    zf = norm.ppf((alarms + 0.5) / (firsts + 1))
    if h == f:
        a = 0.5
    elif h > f:
        a = 0.5 + (h - f) * (1 + h - f) / (4 * h * (1 - f))
    else:
        a = 0.5 - (f - h) * (1 + f - h) / (4 * f * (1 - h))
    hi = binomtest(hits, repeats).proportion_ci(method="wilson")
    fi = binomtest(alarms, firsts).proportion_ci(method="wilson")
    variance = 0
    for count, of, z in ((hits, repeats, zh), (alarms, firsts, zf)):
        p = (count + 0.5) / (of + 1)
        variance += p * (1 - p) / (of * norm.pdf(z) ** 2)
    z975 = norm.ppf(0.975)
    figures[f"im{image:02d}.jpg"] = dict(
        hits=hits, misses=repeats - hits, false_alarms=alarms, correct_rejections=firsts - alarms,
        hit_rate=h, hit_rate_low=hi.low, hit_rate_high=hi.high,
        false_alarm_rate=f, false_alarm_rate_low=fi.low, false_alarm_rate_high=fi.high,
        corrected=h - f,
        corrected_low=h - f - math.hypot(h - hi.low, fi.high - f),
        corrected_high=h - f + math.hypot(hi.high - h, f - fi.low),
        d_prime=zh - zf,
        d_prime_low=zh - zf - z975 * math.sqrt(variance),
        d_prime_high=zh - zf + z975 * math.sqrt(variance),
        criterion=-(zh + zf) / 2, a_prime=a,
    )

repeats = [t for t in trials if t[2]]
design = np.zeros((len(repeats), images + 1))
answer = np.array([float(t[3]) for t in repeats])
for row, t in enumerate(repeats):
    design[row, t[1]] = 1
    design[row, images] = math.log(t[4])
found, residuals, rank, _ = np.linalg.lstsq(design, answer, rcond=None)
free = len(repeats) - images - 1
error = math.sqrt(residuals[0] / free * np.linalg.inv(design.T @ design)[images, images])
common = math.exp(float(np.mean(design[:, images])))
for image in range(images):
    figures[f"im{image:02d}.jpg"]["hit_rate_at_common_lag"] = (
        found[image] + found[images] * math.log(common))
with open("responses.json", "w") as out:
    json.dump(dict(
        made_with=f"numpy {np.__version__}, scipy {scipy.__version__}",
        slope=found[images], error=error, p=2 * student.sf(abs(found[images]) / error, free),
        common_lag=common, pictures=figures), out, indent=1)
