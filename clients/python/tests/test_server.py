import subprocess
from pathlib import Path

import numpy as np
import pytest
from conftest import TINY

import mneme_memorability as mneme
from mneme_memorability._engine import command, environment


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    state = str(tmp_path_factory.mktemp("state"))
    line = command(
        ["serve", "--port=0", "--no-browser", f"--model={TINY}", f"--state={state}", "--token=open sesame, open sesame"]
    )
    with subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("Mneme is at http://127.0.0.1:"), (said, process.poll())
            yield said.split()[-1]
        finally:
            process.terminate()


def served(server: str, **more: str):
    return mneme.Scorer("tiny", server=server, token="open sesame, open sesame", **more)


def test_a_server_gives_the_scores_that_a_mneme_of_ones_own_gives(server, pictures, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    array = np.zeros((9, 7, 3), np.uint8)
    wanted = [*pictures, broken, "gone.png", array, *pictures]
    with mneme.Scorer(TINY) as own, served(server) as other:
        expected = own.score(wanted)
        table = other.score(wanted)
        assert list(table["image"]) == list(expected["image"])
        np.testing.assert_allclose(table["score"], expected["score"], rtol=0, atol=1e-6)
        assert list(table["error"].isna()) == list(expected["error"].isna())
        assert table["error"][20] == expected["error"][20]
        assert "no such file" in table["error"][21]
        assert table.attrs == {"model": "tiny", "precision": "fp32"}
        assert other.score_one(pictures[0]) == pytest.approx(expected["score"][0], abs=1e-6)
        with pytest.raises(mneme.ImageError) as alone:
            other.score_one(broken)
        assert alone.value.reason == expected["error"][20]
        assert len(other.score([])) == 0


def test_what_a_server_refuses_is_told_in_its_words(server, pictures):
    with pytest.raises(mneme.MnemeError, match="token"):
        mneme.Scorer("tiny", server=server)
    with pytest.raises(mneme.UsageError, match="has no model 'resmem', but .*tiny"):
        mneme.Scorer(server=server, token="open sesame, open sesame")
    with pytest.raises(mneme.UsageError, match="threads"):
        served(server, threads="2")
    with served(server, crops="five") as scorer, pytest.raises(mneme.UsageError, match="five"):
        scorer.score(pictures)
    with served(server) as scorer, pytest.raises(mneme.UsageError, match="is a folder"):
        scorer.score(Path(pictures[0]).parent)


def test_an_address_without_a_server_is_named():
    with pytest.raises(mneme.UsageError, match="http://127.0.0.1:7070 is needed"):
        mneme.Scorer(server="127.0.0.1")
    with pytest.raises(mneme.MnemeError, match="http://127.0.0.1:9: no answer"):
        mneme.Scorer(server="http://127.0.0.1:9")
    with pytest.raises(mneme.UsageError, match="token is for a server"):
        mneme.Scorer(token="open sesame, open sesame")
