"""Writes statistics.json: what SciPy gives for the samples below. Run with SciPy 1.x; the numbers are committed."""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

SAMPLES = {
    "three close accuracies": [0.871, 0.8745, 0.869],
    "two": [0.8, 0.9],
    "ten, one far out": [1.0, 1.1, 0.9, 1.05, 0.95, 1.02, 0.98, 1.01, 0.99, 4.0],
    "nearly equal": [0.5, 0.5 + 1e-9, 0.5 - 1e-9],
    "negative differences": [-0.021, -0.004, -0.013, -0.008, -0.017],
    "far in the tail": [100.0, 100.1, 99.9, 100.05, 99.95, 100.02],
}
PAIRS = {
    "equal sizes, equal spreads": [[0.871, 0.8745, 0.869, 0.8725, 0.8702], [0.8695, 0.8721, 0.8667, 0.8712, 0.8689]],
    "another spread": [[0.871, 0.8745, 0.869, 0.8725, 0.8702], [0.89, 0.84, 0.87, 0.86, 0.91]],
    "other sizes": [[1.0, 1.1, 0.9, 1.05, 0.95, 1.02, 0.98], [1.2, 1.4]],
    "one without spread": [[0.5, 0.5, 0.5], [0.4, 0.6, 0.45]],
}
MARGIN = 0.02


def describe(values):
    sample = np.array(values)
    n = len(sample)
    mean, sd = sample.mean(), sample.std(ddof=1)
    error = sd / np.sqrt(n)
    test = stats.ttest_1samp(sample, 0.0)
    upper = stats.ttest_1samp(sample, MARGIN, alternative="less").pvalue
    lower = stats.ttest_1samp(sample, -MARGIN, alternative="greater").pvalue
    return {
        "values": values,
        "mean": mean,
        "sd": sd,
        "interval95": list(stats.t.interval(0.95, n - 1, loc=mean, scale=error)),
        "interval90": list(stats.t.interval(0.90, n - 1, loc=mean, scale=error)),
        "t": test.statistic,
        "p": test.pvalue,
        "tost": max(upper, lower),
    }


def compare(first, second):
    result = stats.ttest_ind(first, second, equal_var=False)
    upper = stats.ttest_ind(np.array(first) - MARGIN, second, equal_var=False, alternative="less").pvalue
    lower = stats.ttest_ind(np.array(first) + MARGIN, second, equal_var=False, alternative="greater").pvalue
    return {
        "first": first,
        "second": second,
        "difference": np.mean(first) - np.mean(second),
        "df": result.df,
        "interval95": list(result.confidence_interval(0.95)),
        "interval90": list(result.confidence_interval(0.90)),
        "t": result.statistic,
        "p": result.pvalue,
        "tost": max(upper, lower),
    }


def main():
    fixture = {
        "scipy": scipy.__version__,
        "margin": MARGIN,
        "samples": {name: describe(values) for name, values in SAMPLES.items()},
        "pairs": {name: compare(*pair) for name, pair in PAIRS.items()},
    }
    target = pathlib.Path(__file__).with_name("statistics.json")
    target.write_text(json.dumps(fixture, indent=2) + "\n")


if __name__ == "__main__":
    main()
