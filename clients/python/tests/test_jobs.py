import csv
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mneme_memorability as mneme
from mneme_memorability._engine import trains


@pytest.fixture
def study(tmp_path: Path, pictures: list[str]) -> Path:
    folder = tmp_path / "study"
    (folder / "images").mkdir(parents=True)
    with (folder / "scores.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["image", "score"])
        for i, name in enumerate(pictures):
            Path(name).rename(folder / "images" / Path(name).name)
            rows.writerow([Path(name).name, 0.3 + i / 50])
    return folder


def test_an_evaluation_gives_figures_and_predictions_and_writes_its_report(tiny, study, tmp_path):
    report = tmp_path / "report"
    evaluation = mneme.evaluate(study, tiny, output=report)
    predictions = evaluation.predictions
    assert len(predictions) == 20
    ranks = predictions[["truth", "tiny fp32"]].rank()
    assert evaluation.figure("spearman") == pytest.approx(ranks.corr().iloc[0, 1], abs=1e-9)
    scores = mneme.score([study / "images" / name for name in predictions["image"]], tiny)
    np.testing.assert_allclose(predictions["tiny fp32"], scores["score"], rtol=0, atol=1e-6)
    assert evaluation.report == report / "report.html"
    assert evaluation.report.stat().st_size > 1000
    assert mneme.evaluate([study], [tiny]).report is None


def test_data_that_cannot_be_read_are_named(tiny, tmp_path):
    with pytest.raises(mneme.MnemeError, match="nothing"):
        mneme.evaluate(tmp_path / "nothing", tiny)


def test_a_fitted_model_scores_pictures(tiny, study, tmp_path):
    adapted = mneme.adapt(study, tmp_path / "fitted.onnx", tiny, layer=f"{tiny}:fc:values", folds=2)
    assert "Spearman" in adapted.text
    assert adapted.scores is not None
    assert len(adapted.scores) == 20
    assert mneme.score(study / "images", str(adapted.model))["score"].between(0, 1).all()


def test_sets_are_selected_from_a_data_frame():
    random = np.random.default_rng(1)
    scores = pd.DataFrame({"image": [f"{i}.jpg" for i in range(60)], "score": np.arange(60) / 60, "age": random.normal(size=60)})
    chosen = mneme.select(scores, 8, condition=["low=..40%", "high=60%.."], match=["age"])
    sets = chosen.selection.groupby("condition")
    assert dict(sets.size()) == {"low": 8, "high": 8}
    means, deviations = sets["age"].mean(), sets["age"].std()
    difference = abs(means["low"] - means["high"]) / np.sqrt((deviations**2).mean())
    assert chosen.balance.set_index("column").loc["age", "d"] == pytest.approx(difference, abs=1e-9)
    assert difference <= 0.05
    assert "2 sets of 8" in chosen.methods
    with pytest.raises(mneme.MnemeError, match="ask for"):
        mneme.select(scores, 40, sets=2)


def test_scores_are_made_from_a_data_frame_of_trials(tmp_path):
    random = np.random.default_rng(3)
    memorable = np.linspace(.3, .9, 12)
    rows = []
    for who in range(30):
        order = [(i, 0) for i in random.permutation(12)]
        order += [(i, 1) for i in random.permutation(12)]
        for trial, (i, repeat) in enumerate(order):
            old = random.random() < (memorable[i] if repeat else .1)
            rows.append([f"{who:02d}", f"{i}.jpg", trial, repeat, "old" if old else "new"])
    trials = pd.DataFrame(rows, columns=["participant", "image", "trial", "repeat", "response"])
    made = mneme.responses(trials, output=tmp_path / "study")
    hits = trials[(trials["repeat"] == 1)].groupby("image")["response"].apply(lambda r: (r == "old").mean())
    scores = made.scores.set_index("image")
    np.testing.assert_allclose(scores["hit_rate"], hits[scores.index], rtol=0, atol=1e-12)
    truth = pd.Series(memorable, [f"{i}.jpg" for i in range(12)])
    assert scores["score"].rank().corr(truth.rank()) > .8  # Spearman's, without SciPy
    assert len(made.participants) == 30
    assert len(made.reliability) > 0
    assert set(made.halves["image"]) == set(scores.index)
    assert (tmp_path / "study" / "scores.csv").is_file()
    with pytest.raises(mneme.MnemeError, match="column"):
        mneme.responses(trials.drop(columns="image"))


def test_the_command_is_mnemes_own(tiny, study):
    line = [sys.executable, "-c", "from mneme_memorability._command import main; main()"]
    shown = subprocess.run([*line, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "mneme " + version("mneme-memorability")
    bad = subprocess.run([*line, "predict", str(study), "--nonsense"], capture_output=True, text=True)
    assert bad.returncode == 2
    assert "--nonsense" in bad.stderr


def test_training_says_what_it_lacks(study):
    if trains():
        pytest.skip("MNEME_JAR names a Mneme with libtorch")
    line = [sys.executable, "-c", "from mneme_memorability._command import main; main()"]
    refused = subprocess.run([*line, "train", "--data", str(study)], capture_output=True, text=True)
    assert refused.returncode == 1
    assert refused.stderr.startswith("mneme: train: training needs libtorch")
    told = subprocess.run([*line, "train", "--help"], capture_output=True, text=True)
    assert told.returncode == 0
