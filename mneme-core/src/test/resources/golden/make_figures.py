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
from scipy import optimize, stats
from scipy.stats import _resampling

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


def bca():
    """SciPy's own BCa ends for given resamples of given data: nothing random is left."""
    rng = np.random.default_rng(5)
    x = np.round(rng.gamma(2, 1, 25), 3)
    rounds = np.array([rng.choice(x, x.size).mean() for _ in range(400)])
    low, high, acceleration = _resampling._bca_interval(
        (x,), lambda v, axis: np.mean(v, axis=axis), -1, 0.025, rounds, None, np
    )
    ends = np.percentile(rounds, [100 * float(low), 100 * float(high)])
    return {
        "x": x.tolist(),
        "rounds": rounds.tolist(),
        "acceleration": float(np.ravel(acceleration)[0]),
        "low": float(ends[0]),
        "high": float(ends[1]),
    }


def isotonic():
    rng = np.random.default_rng(6)
    y = np.round(np.linspace(0, 1, 40) + rng.normal(0, 0.3, 40), 3)
    w = rng.integers(1, 5, 40).astype(float)
    return {
        "y": y.tolist(),
        "weights": w.tolist(),
        "rising": optimize.isotonic_regression(y, weights=w).x.tolist(),
    }


def reliability():
    rng = np.random.default_rng(7)
    t = np.round(rng.normal(0.6, 0.1, 12), 4)
    ends = stats.t.interval(0.95, t.size - 1, loc=t.mean(), scale=stats.sem(t))
    return {"truth": t.tolist(), "low": float(ends[0]), "high": float(ends[1])}


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
    "bca": bca(),
    "isotonic": isotonic(),
    "reliability": reliability(),
}
print(json.dumps(golden, indent=1))
