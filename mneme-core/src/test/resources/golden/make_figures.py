"""Makes figures.json: figures by SciPy for the tests of org.mneme.evaluate.

Made with: Python 3.11, NumPy and SciPy of the versions noted in figures.json, by
    python make_figures.py > figures.json
Inputs are made here; nothing is from elsewhere. Licence: as the project's.

The long case is not stored. Its pair i = 0..10006 is, in exact whole numbers before the division,
    truth = (i * 7919 % 10007) / 10007, prediction = ((i * 7919 % 10007) * 3 + i * i % 5003) // 7 / 5003
"""

import datetime
import json
import platform
import warnings

import numpy as np
import scipy
from scipy import optimize, special, stats

warnings.simplefilter("ignore")  # constants, on purpose
QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]


def number(x):
    return None if np.isnan(x) else float(x)


def figures(t, p):
    t, p = np.asarray(t), np.asarray(p)
    pearson = stats.pearsonr(p, t)[0]
    total = ((t - t.mean()) ** 2).sum()
    varies = np.ptp(t) > 0
    sd = [np.std(v, ddof=1) if np.ptp(v) > 0 else 0.0 for v in (p, t)]
    return {
        k: number(v)
        for k, v in {
            "spearman": stats.spearmanr(p, t)[0],
            "pearson": pearson,
            "kendall": stats.kendalltau(p, t, variant="b")[0],
            "mse": np.mean((p - t) ** 2),
            "rmse": np.sqrt(np.mean((p - t) ** 2)),
            "mae": np.mean(np.abs(p - t)),
            "r2": 1 - ((p - t) ** 2).sum() / total if varies else np.nan,
            "bias": np.mean(p - t),
            "prediction_mean": p.mean(),
            "prediction_sd": sd[0],
            "truth_mean": t.mean(),
            "truth_sd": sd[1],
            "sd_ratio": sd[0] / sd[1] if varies else np.nan,
        }.items()
    }


def case(t, p, stored=True):
    line = stats.linregress(p, t) if np.ptp(p) > 0 else None
    made = {
        "figures": figures(t, p),
        "wasserstein": stats.wasserstein_distance(t, p),
        "ks": stats.ks_2samp(t, p, method="asymp").statistic,
        "quantiles": [float(q) for q in np.quantile(p, QUANTILES)],
        "slope": line.slope if line else 0.0,
        "intercept": line.intercept if line else float(np.mean(t)),
    }
    return ({"truth": list(map(float, t)), "predictions": list(map(float, p))} if stored else {}) | made


def student(there, back, without, value, ranks):
    """Student's interval on a scale with the jackknife's error, and p of zero."""
    n = len(without)
    moved = there(np.array(without))
    error = np.sqrt((n - 1) / n * np.sum((moved - moved.mean()) ** 2)) * ((n - 1) / n if ranks else 1)
    degrees = np.clip(2 * (n - 1) / (stats.kurtosis(moved, fisher=False) - 1), 2, n - 1)
    reach = stats.t.ppf(0.975, degrees) * error
    p = 2 * stats.t.sf(abs(there(value) - there(0.0)) / error, degrees) if np.isfinite(there(0.0)) else None
    return {"low": float(back(there(value) - reach)), "high": float(back(there(value) + reach)), "p": p}


def intervals():
    """Figures of two models and their differences, by leaving out each image in turn."""
    rng = np.random.default_rng(5)
    truth = rng.beta(6, 4, 30).round(2)
    models = [np.clip(truth * a + rng.beta(5, 4, 30) * (1 - a), 0, 1).round(2) for a in (0.5, 0.2)]
    keep = [np.arange(30) != i for i in range(30)]
    figures = {
        "spearman": (lambda t, p: stats.spearmanr(t, p).statistic, np.arctanh, np.tanh),
        "pearson": (lambda t, p: stats.pearsonr(t, p).statistic, np.arctanh, np.tanh),
        "mse": (lambda t, p: np.mean((p - t) ** 2), special.logit, special.expit),
        "sd_ratio": (lambda t, p: np.std(p) / np.std(t), np.log, np.exp),
    }
    made = {}
    with np.errstate(divide="ignore"):
        for name, (figure, there, back) in figures.items():
            ranks = name == "spearman"
            a, b = (figure(truth, m) for m in models)
            left_a, left_b = ([figure(truth[k], m[k]) for k in keep] for m in models)
            made[name] = student(there, back, left_a, a, ranks)
            if name in ("spearman", "pearson"):
                # The difference of z that gives a difference of correlations, their mean z kept: by bisection.
                mean = (np.arctanh(a) + np.arctanh(b)) / 2
                to_difference = lambda d: np.tanh(mean + d / 2) - np.tanh(mean - d / 2)
                to_z = np.vectorize(lambda x: optimize.brentq(lambda d: to_difference(d) - x, -20, 20, xtol=1e-14))
                scale = (to_z, to_difference)
            else:
                scale = (lambda x: x, lambda x: x)
            made["difference of " + name] = student(*scale, np.array(left_a) - left_b, a - b, ranks)
    return {"truth": truth.tolist(), "first": models[0].tolist(), "second": models[1].tolist(), "figures": made}


def isotonic():
    rng = np.random.default_rng(6)
    y = np.round(np.linspace(0, 1, 40) + rng.normal(0, 0.3, 40), 3)
    w = rng.integers(1, 5, 40).astype(float)
    return {
        "y": y.tolist(),
        "weights": w.tolist(),
        "rising": optimize.isotonic_regression(y, weights=w).x.tolist(),
    }


rng = np.random.default_rng(4)
i = np.arange(10007, dtype=np.int64)
long_truth = (i * 7919 % 10007) / 10007
long_predictions = ((i * 7919 % 10007) * 3 + i * i % 5003) // 7 / 5003
golden = {
    "made": {
        "command": "python make_figures.py > figures.json",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "date": datetime.date.today().isoformat(),
    },
    "cases": {
        "ties": case([0.1, 0.2, 0.2, 0.4, 0.5], [0.3, 0.1, 0.4, 0.4, 0.9]),
        "many ties": case(np.round(rng.random(60), 1), np.round(rng.random(60), 1)),
        "no ties": case(rng.normal(0.6, 0.13, 50).round(6), rng.normal(0.55, 0.1, 50).round(6)),
        "two": case([0.1, 0.9], [0.4, 0.3]),
        "three": case([0.1, 0.9, 0.5], [0.4, 0.3, 0.8]),
        "constant predictions": case([0.1, 0.7, 0.3, 0.3], [0.1, 0.1, 0.1, 0.1]),
        "constant truth": case([0.1, 0.1, 0.1, 0.1], [0.1, 0.7, 0.3, 0.3]),
        "far from zero": case(1e6 + rng.random(30).round(3), 2e6 + rng.random(30).round(3)),
        "negative zero": case([0.0, -0.0, 1.0, 2.0], [1.0, 0.0, -0.0, 3.0]),
        "reversed": case([1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0]),
    },
    "long": case(long_truth, long_predictions, stored=False),
    "intervals": intervals(),
    "isotonic": isotonic(),
}
print(json.dumps(golden, indent=1))
