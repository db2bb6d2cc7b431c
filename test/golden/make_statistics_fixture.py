"""Writes statistics.json: what SciPy and statsmodels give for the data below; the numbers are committed.

Python 3.11, numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0, pandas 3.1.1, patsy 1.0.3, mpmath 1.4.1:
    pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 pandas==3.1.1 patsy==1.0.3 mpmath==1.4.1
"""

import itertools
import json
import math
import pathlib

import mpmath
import numpy as np
import pandas
import patsy
import scipy
import statsmodels
from scipy import optimize, special, stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import proportion_confint

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

# Paired differences for the exact tests; images of 10,000, so that ties and zeros are as in accuracies.
DIFFERENCES = {
    "five of one sign": [0.0121, 0.0042, 0.0087, 0.0163, 0.0011],
    "eight, two against": [0.0121, -0.0042, 0.0087, 0.0163, -0.0011, 0.0205, 0.0034, 0.0098],
    "ten with ties": [0.01, 0.01, -0.01, 0.02, 0.02, -0.005, 0.005, 0.03, 0.03, 0.01],
    "nine with zeros and ties": [0.0, 0.01, 0.0, -0.01, 0.02, 0.03, 0.02, 0.04, 0.0],
    "balanced": [0.01, -0.01, 0.02, -0.02],
    "zeros alone": [0.0, 0.0, 0.0],
    "differences of rounded accuracies": [0.8713 - 0.8701, 0.8725 - 0.8713, 0.9021 - 0.9033, 0.8888 - 0.886, 0.9 - 0.8972, 0.85 - 0.8488],
    "sixteen": [0.3, 1.7, -0.4, 2.2, 0.9, 1.1, -1.3, 0.2, 2.6, 0.8, 1.9, -0.1, 0.6, 1.4, 3.1, -2.0],
}
# Without ties or zeros, where SciPy counts exactly up to 50.
RANKED = {
    "twenty": [round(math.sin(7 * i) + 0.35 + i * 1e-4, 6) for i in range(1, 21)],
    "fifty": [round(math.sin(5 * i) + 0.3 + i * 1e-4, 6) for i in range(1, 51)],
    "fifty of one sign": [0.001 * i for i in range(1, 51)],
}
MANY = {
    "sixty": [round(math.sin(3 * i) + 0.2 + i * 1e-4, 6) for i in range(1, 61)],
    "eighty with ties and zeros": [round(math.sin(3 * i) + 0.1, 1) for i in range(1, 81)],
}
NONCENTRAL = [
    (2.7764451, 4, 0.5), (2.7764451, 4, 3), (-2.7764451, 4, 3), (-2.776, 4, 8), (4.30265, 2, 1), (-4.3, 2, 6),
    (12.7, 1, 0.3), (12.7, 1, 50), (2.045, 29, 10), (2.045, 29, 0.01), (0, 5, 2), (30, 9, 2), (1, 9, 20), (8, 999, 5),
    (-2.262, 9, 6), (1.962, 999, -4), (5, 3, 12), (100, 2, 2), (2.5, 3.7, 1.1), (1.96, 100000, 2.8), (-5, 30, 4), (-1e6, 1, 1),
]  # fmt: skip


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


def noncentral_t(t, df, noncentrality):
    """P(T <= t) by mpmath, to 40 digits. SciPy's far left tails are wrong (70 % at 1e-19): it is held to where it is right."""
    mpmath.mp.dps = 40
    t_, df_, shift = mpmath.mpf(t), mpmath.mpf(df), mpmath.mpf(noncentrality)
    weight = lambda u: mpmath.e ** (df_ * (u - (mpmath.e ** (2 * u) - 1) / 2))
    reach = min(4, 60 / math.sqrt(df))
    points = [-60 - 90 / df, -20, -8, *np.linspace(-reach, reach, 161)] if reach == 4 else list(np.linspace(-reach, reach, 161))
    parts = lambda u: mpmath.ncdf(t_ * mpmath.e**u - shift) * weight(u)
    # quad looks for an absolute error: the integrand is brought to 1 first.
    largest = max(parts(point) for point in points)
    whole = mpmath.quad(weight, points)
    part = mpmath.quad(lambda u: parts(u) / largest, points) * largest
    value = float(part / whole)
    known = stats.nct.cdf(t, df, noncentrality)
    if value > 1e-5:
        assert abs(known / value - 1) < 1e-11, (t, df, noncentrality, value, known)
    return value


def paired_power(effect, sd, n, level):
    critical, shift = stats.t.isf(level / 2, n - 1), abs(effect) / sd * math.sqrt(n)
    # Far from zero SciPy has no number for the tail of the wrong sign; it is below 1e-20 there.
    value = stats.nct.sf(critical, n - 1, shift) + np.nan_to_num(stats.nct.cdf(-critical, n - 1, shift))
    other = TTestPower().power(effect / sd, n, level)
    assert np.isnan(other) or abs(other / value - 1) < 1e-9, (value, other)
    return value


def power():
    cases = [
        {"effect": effect, "sd": sd, "n": n, "level": level, "power": paired_power(effect, sd, n, level)}
        for effect, sd, n, level in [
            (0.01, 0.008, 3, 0.05), (0.01, 0.008, 5, 0.05), (-0.01, 0.008, 10, 0.05), (0.002, 0.008, 30, 0.05),
            (0.01, 0.008, 5, 0.0125), (0.03, 0.004, 8, 0.001), (0.0005, 0.02, 1000, 0.05), (0.01, 0.02, 2, 0.05),
        ]
    ]  # fmt: skip
    detectable = []
    for sd, n, level, wanted in [
        (0.008, 3, 0.05, 0.8), (0.008, 5, 0.05, 0.8), (0.008, 5, 0.0125, 0.8), (0.0123, 10, 0.05, 0.9), (0.02, 30, 0.05, 0.5),
        (0.02, 2, 0.05, 0.8), (1.5, 100, 0.01, 0.95),
    ]:  # fmt: skip
        effect = optimize.brentq(lambda e: paired_power(e, sd, n, level) - wanted, 1e-9, 40 * sd / math.sqrt(n), xtol=1e-15, rtol=1e-14)
        detectable.append({"sd": sd, "n": n, "level": level, "power": wanted, "effect": effect})
    replicates = []
    for effect, sd, level, wanted in [
        (0.01, 0.008, 0.05, 0.8), (0.01, 0.008, 0.0125, 0.8), (0.001, 0.01, 0.05, 0.9), (0.3, 0.01, 0.05, 0.8), (0.01, 0.03, 0.05, 0.8),
    ]:  # fmt: skip
        n = next(n for n in itertools.count(2) if paired_power(effect, sd, n, level) >= wanted)
        replicates.append({"effect": effect, "sd": sd, "level": level, "power": wanted, "n": n})
    return {"power": cases, "detectable": detectable, "replicates": replicates}


def sign_flip(values):
    # SciPy takes sums that rounding keeps apart for different ones; whole numbers of 1e-12 leave it no choice.
    whole = np.round(np.array(values) * 1e12)
    test = stats.permutation_test((whole,), np.mean, permutation_type="samples", n_resamples=np.inf, vectorized=True, axis=-1)
    return {"differences": values, "statistic": float(np.mean(values)), "p": float(test.pvalue)}


def counted_ranks(values, zeros):
    """The signed-rank test with ties and zeros, by going through all signs; SciPy's own for the statistic."""
    # Differences of rounded accuracies tie once they are rounded as the accuracies are.
    values = [round(value, 12) for value in values]
    if not any(values):
        return {"statistic": 0.0, "p": 1.0}
    kept = [value for value in values if value != 0 or zeros == "pratt"]
    ranks = stats.rankdata(np.abs(kept))[np.array(kept) != 0]
    positive = sum(rank for rank, value in zip(ranks, [value for value in kept if value != 0]) if value > 0)
    smaller = min(positive, sum(ranks) - positive)
    sums = [sum(rank for rank, sign in zip(ranks, signs) if sign) for signs in itertools.product([0, 1], repeat=len(ranks))]
    p = min(1.0, 2 * np.mean([one <= smaller for one in sums]))
    known = stats.wilcoxon(values, zero_method=zeros, method=stats.PermutationMethod(n_resamples=np.inf))
    assert known.statistic == smaller and abs(known.pvalue / p - 1) < 1e-12, (known, smaller, p)
    return {"statistic": float(smaller), "p": float(p)}


def ranks(values, zeros, method):
    test = stats.wilcoxon(values, zero_method=zeros, method=method, correction=False)
    return {"differences": values, "zeros": zeros, "statistic": float(test.statistic), "p": float(test.pvalue)}


def improvement(first, second):
    m, n = len(first), len(second)
    probability = stats.mannwhitneyu(first, second).statistic / (m * n)
    z, others = stats.norm.isf(0.025), (m + n) / 2 - 1
    spread = lambda at: math.sqrt(at * (1 - at) * (1 + others * ((1 - at) / (2 - at) + at / (1 + at))) / (m * n))
    low = 0.0 if probability == 0 else optimize.brentq(lambda at: probability - at - z * spread(at), 0, min(probability, 1 - 1e-9), xtol=1e-15, rtol=1e-14)
    high = 1.0 if probability == 1 else optimize.brentq(lambda at: at - probability - z * spread(at), max(probability, 1e-9), 1, xtol=1e-15, rtol=1e-14)
    return {"first": first, "second": second, "probability": float(probability), "interval": [low, high]}


def bca(values, statistic):
    # The statistic of every resample is in the fixture, so that the interval can be compared to the last digit.
    function = {"mean": np.mean, "median": np.median}[statistic]
    found = stats.bootstrap((values,), function, n_resamples=399, method="BCa", confidence_level=0.95, rng=np.random.default_rng(7))
    return {
        "values": values,
        "statistic": statistic,
        "resampled": found.bootstrap_distribution.tolist(),
        "interval": [float(bound) for bound in found.confidence_interval],
    }


def cells(sizes, replicates, seed, effect, missing=()):
    """Outcomes of a factorial: main effects, an interaction, replicates that differ, noise; rounded as accuracies are."""
    rng = np.random.default_rng(seed)
    names = "abcd"[: len(sizes)]
    rows = []
    for replicate in range(1, replicates + 1):
        level = rng.normal(0, 0.01)
        for cell in itertools.product(*(range(size) for size in sizes)):
            noise = rng.normal(0, 0.006)
            if (replicate, *cell) in missing or (0, *cell) in missing:
                continue
            value = 0.85 + effect * sum((i + 1) * at for i, at in enumerate(cell)) + 2 * effect * cell[0] * cell[-1] + level + noise
            rows.append({**{name: f"{name}{at + 1}" for name, at in zip(names, cell)}, "r": f"r{replicate}", "y": round(value, 4)})
    return pandas.DataFrame(rows)


def formula(terms):
    return "y ~ " + " + ".join(":".join(f"C({name}, Sum)" for name in term) for term in terms)


def subsets(names, order):
    return [list(term) for size in range(1, order + 1) for term in itertools.combinations(names, size)]


def linear_model(frame, terms):
    """statsmodels' own tables, means and effects; of a design whose columns depend on each other, see `deficient`."""
    fit = ols(formula(terms), frame).fit()
    names = [":".join(f"C({name}, Sum)" for name in term) for term in terms]
    tables = {}
    for kind, typ in (("II", 2), ("III", 3)):
        table = anova_lm(fit, typ=typ)
        tables[kind] = [
            {"term": term, "df": table.loc[name, "df"], "sumSquares": table.loc[name, "sum_sq"], "f": table.loc[name, "F"], "p": table.loc[name, "PR(>F)"]}
            for term, name in zip(terms, names)
        ]  # fmt: skip
    factors = {name: sorted(frame[name].unique()) for name in dict.fromkeys(itertools.chain(*terms))}
    grid = pandas.DataFrame(list(itertools.product(*factors.values())), columns=list(factors))
    info = fit.model.data.orig_exog.design_info if hasattr(fit.model.data.orig_exog, "design_info") else fit.model.data.design_info
    whole = np.asarray(patsy.build_design_matrices([info], grid)[0])
    means, effects = [], []
    for term, name in zip(terms, names):
        columns = info.term_name_slices[name]
        for levels in itertools.product(*(factors[factor] for factor in term)):
            at = np.all([grid[factor] == level for factor, level in zip(term, levels)], axis=0)
            weights = whole[at].mean(axis=0)
            own = np.zeros_like(weights)
            own[columns] = weights[columns]
            for target, row in ((means, weights), (effects, own)):
                test = fit.t_test(row)
                low, high = test.conf_int(0.05)[0]
                target.append({"levels": dict(zip(term, levels)), "mean": test.effect.item(), "standardError": test.sd.item(), "interval95": [low, high], "p": test.pvalue.item()})
    return {
        "factors": [{"name": name, "levels": levels} for name, levels in factors.items()],
        "terms": terms,
        "observations": [{"levels": {name: row[name] for name in factors}, "value": row["y"]} for _, row in frame.iterrows()],
        "dfError": int(fit.df_resid),
        "sumSquaresError": fit.ssr,
        "tables": tables,
        "means": means,
        "effects": effects,
        "fitted": fit.fittedvalues.tolist(),
        "residuals": fit.resid.tolist(),
    }  # fmt: skip


def deficient(frame, terms):
    """Type II with missing cells, each by fitting two models: the terms that do not contain it, without it and with it."""

    def rest(kept):
        fit = ols(formula(kept) if kept else "y ~ 1", frame).fit()
        return fit.ssr, np.linalg.matrix_rank(fit.model.exog)

    ssr, rank = rest(terms)
    rows = []
    for term in terms:
        kept = [other for other in terms if not set(term) <= set(other)]
        without, with_it = rest(kept), rest([*kept, term])
        df = int(with_it[1] - without[1])
        error = len(frame) - rank
        f = None if df == 0 or error == 0 else (without[0] - with_it[0]) / df / (ssr / error)
        rows.append({"term": term, "df": df, "sumSquares": without[0] - with_it[0] if df else None, "f": f, "p": None if f is None else stats.f.sf(f, df, error)})
    factors = {name: sorted(frame[name].unique()) for name in dict.fromkeys(itertools.chain(*terms))}
    return {
        "factors": [{"name": name, "levels": levels} for name, levels in factors.items()],
        "terms": terms,
        "observations": [{"levels": {name: row[name] for name in factors}, "value": row["y"]} for _, row in frame.iterrows()],
        "dfError": int(len(frame) - rank),
        "sumSquaresError": ssr,
        "II": rows,
    }  # fmt: skip


def linear_models():
    lost = {(1, 0, 1, 0), (3, 1, 2, 1), (2, 1, 0, 0)}
    models = {
        "2x2x2": (cells([2, 2, 2], 3, 1, 0.01), subsets("abc", 3)),
        "2x3x2": (cells([2, 3, 2], 3, 2, 0.005), subsets("abc", 3)),
        "2x3x2, a tiny effect": (cells([2, 3, 2], 4, 8, 0.0001), subsets("abc", 2)),
        "2x3x2, unbalanced": (cells([2, 3, 2], 3, 3, 0.005, lost), subsets("abc", 3)),
        "2x2x2 in blocks": (cells([2, 2, 2], 5, 4, 0.01), [["r"], *subsets("abc", 3)]),
        "2x3x2 in blocks, unbalanced": (cells([2, 3, 2], 3, 5, 0.02, lost), [["r"], *subsets("abc", 2)]),
        "2x2 in blocks, far in the tail": (cells([2, 2], 10, 6, 0.2), [["r"], *subsets("ab", 2)]),
        "one factor of five levels": (cells([5], 3, 7, 0.004), [["r"], ["a"]]),
    }
    corner = {(0, 1, 2)}
    half = [(0, *cell) for cell in itertools.product([0, 1], repeat=3) if sum(cell) % 2 == 0]
    missing = {
        "2x3 without a cell": (cells([2, 3], 3, 9, 0.01, corner), subsets("ab", 2)),
        "2x2x2, half a fraction": (cells([2, 2, 2], 3, 10, 0.01, half), [["r"], *subsets("abc", 2)]),
        "2x3x2 in blocks, two cells missing": (cells([2, 3, 2], 3, 11, 0.01, {(0, 0, 1, 1), (0, 1, 2, 0)}), [["r"], *subsets("abc", 3)]),
    }
    return {
        "whole": {name: linear_model(*model) for name, model in models.items()},
        "deficient": {name: deficient(*model) for name, model in missing.items()},
    }


def main():
    close, other = [0.871, 0.8745, 0.869, 0.8725, 0.8702], [0.8695, 0.8721, 0.8667, 0.8712, 0.8689]
    skewed = [0.2, 0.3, 0.31, 0.42, 0.55, 0.71, 0.9, 1.3, 2.4, 4.1, 0.05]
    fixture = {
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "margin": MARGIN,
        "samples": {name: describe(values) for name, values in SAMPLES.items()},
        "pairs": {name: compare(*pair) for name, pair in PAIRS.items()},
        "studentT": [{"t": t, "df": df, "p": 2 * stats.t.sf(t, df)} for t in (0.001, 1.0, 5.0, 40.0, 1e4) for df in (1, 2, 4, 9, 29, 999)],
        "normal": [{"z": z, "p": float(special.ndtr(z))} for z in (-35.0, -8.0, -1.96, -0.01, 0.0, 0.5, 3.0)],
        "normalQuantile": [{"p": p, "z": float(special.ndtri(p))} for p in (1e-20, 1e-5, 0.025, 0.3, 0.9, 0.999)],
        "f": [{"f": f, "df": a, "dfError": b, "p": stats.f.sf(f, a, b)} for f, a, b in [(0.01, 1, 4), (1.5, 3, 20), (50, 2, 8), (4000, 1, 6), (1e5, 7, 30), (3, 1, 1), (2, 999, 2000)]],
        "chiSquare": [{"p": p, "df": df, "x": stats.chi2.ppf(p, df)} for p in (1e-9, 0.0005, 0.025, 0.3, 0.975, 0.9995) for df in (1, 2, 4, 29, 999, 9999)],
        "noncentralT": [{"t": t, "df": df, "noncentrality": shift, "below": noncentral_t(t, df, shift), "above": noncentral_t(-t, df, -shift)} for t, df, shift in NONCENTRAL],
        **power(),
        "spread": [{"sd": 0.0042, "df": df, "interval95": [0.0042 * math.sqrt(df / stats.chi2.isf(0.025, df)), 0.0042 * math.sqrt(df / stats.chi2.ppf(0.025, df))]} for df in (1, 2, 4, 29)],
        "hedges": [{"df": df, "correction": float(special.gamma(df / 2) / (math.sqrt(df / 2) * special.gamma((df - 1) / 2)))} for df in (2, 4, 9, 29, 99)],
        "signFlip": {name: sign_flip(values) for name, values in DIFFERENCES.items()},
        "wilcoxonTied": {name: {"differences": values, "wilcox": counted_ranks(values, "wilcox"), "pratt": counted_ranks(values, "pratt")} for name, values in DIFFERENCES.items()},
        "wilcoxonExact": {name: ranks(values, "wilcox", "exact") for name, values in RANKED.items()},
        "wilcoxonNormal": [ranks(values, zeros, "asymptotic") for values in MANY.values() for zeros in ("wilcox", "pratt")],
        "mcnemar": [{"onlyFirst": b, "onlySecond": c, "p": float(mcnemar([[0, b], [c, 0]], exact=True).pvalue)} for b, c in [(3, 12), (5, 5), (0, 6), (41, 63), (0, 60), (1000, 800), (5, 6)]],
        "binomial": [
            {"successes": k, "tries": n, "level": level, "wilson": list(proportion_confint(k, n, 1 - level, "wilson")), "clopperPearson": [float(bound) for bound in proportion_confint(k, n, 1 - level, "beta")]}
            for k, n in [(0, 10), (10, 10), (1, 3), (8713, 10000), (9999, 10000), (87, 100)] for level in (0.9, 0.95, 0.999)
        ],
        "improvement": {
            "close": improvement(close, other),
            "every run better": improvement([0.9, 0.91, 0.92], [0.8, 0.81, 0.82, 0.83]),
            "every run worse": improvement([0.8, 0.81, 0.82], [0.9, 0.91]),
            "ties": improvement([0.5, 0.6, 0.6], [0.6, 0.6, 0.4]),
            "one run each": improvement([0.5], [0.4]),
        },
        "bca": {"skewed": bca(skewed, "mean"), "median": bca(skewed, "median"), "five": bca(close, "mean")},
        "quantiles": [{"values": values, "expected": stats.probplot(values)[0][0].tolist()} for values in (close, skewed, [0.1, 0.2])],
        "linearModels": linear_models(),
    }  # fmt: skip
    target = pathlib.Path(__file__).with_name("statistics.json")
    target.write_text(json.dumps(fixture, indent=2) + "\n")


if __name__ == "__main__":
    main()
