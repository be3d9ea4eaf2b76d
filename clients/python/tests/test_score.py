import os
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import by_command
from PIL import Image

import mneme_memorability as mneme


@pytest.fixture(scope="module")
def scorer():
    from conftest import TINY

    with mneme.Scorer(TINY) as opened:
        yield opened


def test_scores_are_those_of_the_command_line_in_the_order_of_the_pictures(tiny, pictures):
    names = pictures[::-1]
    table = mneme.score(names, tiny)
    assert list(table.columns) == ["image", "score", "error"]
    assert list(table["image"]) == names
    expected = [float(row["score"]) for row in by_command("--model", tiny, names=names)]
    np.testing.assert_allclose(table["score"], expected, rtol=0, atol=1e-6)
    assert table["error"].isna().all()
    assert table.attrs == {"model": tiny, "precision": "fp32"}


def test_one_process_answers_any_number_of_questions(scorer, pictures):
    process = scorer._source._process
    whole = scorer.score(pictures)
    for name, value in zip(pictures, whole["score"], strict=True):
        assert scorer.score_one(name) == pytest.approx(value, abs=1e-6)
    assert scorer._source._process is process


def test_a_folder_or_glob_is_its_pictures_and_a_path_need_not_be_text(scorer, pictures):
    folder = Path(pictures[0]).parent
    assert list(scorer.score(folder)["image"]) == pictures
    assert list(scorer.score(str(folder / "*1*.png"))["image"]) == [p for p in pictures if "1" in Path(p).name]
    assert len(scorer.score(pd.Series(pictures[:3]))) == 3
    assert len(scorer.score(Path(p) for p in pictures[:3])) == 3
    assert len(scorer.score([])) == 0


def test_arrays_and_images_get_the_score_of_their_file(scorer, pictures):
    images = [Image.open(name) for name in pictures]
    arrays = [np.asarray(image) for image in images]
    expected = scorer.score(pictures)["score"]
    for given in (arrays, images, np.stack(arrays), (array for array in arrays)):
        np.testing.assert_allclose(scorer.score(given)["score"], expected, rtol=0, atol=1e-6)
    assert list(scorer.score(images)["image"]) == pictures
    assert list(scorer.score(arrays[:2])["image"]) == ["<array 0>", "<array 1>"]
    assert len(scorer.score(arrays[0])) == 1
    for image in images:
        image.close()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "HSV", "I;16", "F"])
def test_images_of_every_mode_are_taken(scorer, pictures, mode):
    with Image.open(pictures[0]) as image:
        grey = image.convert("L")
        other = grey.convert("F") if mode == "F" else grey.convert("I").convert(mode) if mode == "I;16" else image.convert(mode)
    assert 0 < scorer.score_one(other) < 1


def test_grey_and_transparent_arrays_are_as_their_files(scorer, tmp_path):
    random = np.random.default_rng(2)
    for shape in ((9, 7), (9, 7, 4)):
        array = random.integers(0, 256, shape, dtype=np.uint8)
        file = tmp_path / "x.png"
        Image.fromarray(array).save(file)
        assert scorer.score_one(array) == pytest.approx(scorer.score_one(file), abs=1e-6)


def test_an_image_that_lies_on_its_side_is_turned_as_its_file_is(scorer, tmp_path):
    file = tmp_path / "side.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    random = np.random.default_rng(3)
    Image.fromarray(random.integers(0, 256, (40, 64, 3), dtype=np.uint8)).save(file, exif=exif, quality=95)
    with Image.open(file) as image:
        assert scorer.score_one(image) == pytest.approx(scorer.score_one(file), abs=2e-3)


def test_more_pictures_in_memory_than_wait_at_once(tiny):
    one = np.zeros((4, 4, 3), np.uint8)
    assert len(mneme.score([one] * 700, tiny, batch=300)) == 700


def test_odd_names(scorer, pictures, tmp_path):
    names = ["with\nline.png", " .png", "[a]*.png", "-m.png", "\u2028.png", "\udcff.png", "\ufeffx.png", "a\\b.png"]
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        for name in names:
            os.link(pictures[0], name)
        with mneme.Scorer(scorer_model()) as other:
            table = other.score(names)
            assert list(table["image"]) == names
            assert table["error"].isna().all(), table
            # Names are those of the folder that the caller is in.
            os.chdir(Path(pictures[0]).parent)
            moved = other.score(["picture 00.png", "gone.png"])
            assert list(moved["image"]) == ["picture 00.png", "gone.png"]
            assert moved["score"][0] == table["score"][0]
    finally:
        os.chdir(before)


def scorer_model() -> str:
    from conftest import TINY

    return TINY


def test_a_picture_that_cannot_be_scored_has_its_error_or_raises_it(scorer, pictures, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    table = scorer.score([pictures[0], broken, "gone.png"])
    assert list(table["score"].isna()) == [False, True, True]
    expected = by_command("--model", scorer_model(), names=[pictures[0], str(broken)])
    assert table["error"][1] == expected[1]["error"]
    assert "no such file" in table["error"][2]
    with pytest.raises(mneme.ImageError) as raised:
        scorer.score([broken], errors="raise")
    assert raised.value.image == str(broken)
    assert raised.value.reason == table["error"][1]
    with pytest.raises(mneme.ImageError):
        scorer.score_one("gone.png")


@pytest.mark.parametrize(
    ("picture", "kind", "words"),
    [
        (np.zeros((4, 4, 3)), TypeError, "float64"),
        (np.zeros((4, 4, 5), np.uint8), ValueError, "shape"),
        (np.zeros((0, 4, 3), np.uint8), ValueError, "shape"),
        (3, TypeError, "int"),
        (b"a.png", TypeError, "bytes"),
        ("a\0.png", ValueError, "name of a file"),
        ("", ValueError, "name of a file"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_next_question_is_answered(scorer, pictures, picture, kind, words):
    with pytest.raises(kind, match=words):
        scorer.score([pictures[0], picture])
    assert len(scorer.score(pictures[:2])) == 2


def test_errors_are_mnemes_own_words(tiny):
    with pytest.raises(mneme.MnemeError, match="no-such-model") as raised:
        mneme.Scorer("no-such-model")
    assert not str(raised.value).startswith("mneme:")
    with pytest.raises(mneme.UsageError, match="five"):
        mneme.Scorer(tiny, crops="five")  # type: ignore[arg-type]
    with pytest.raises(mneme.UsageError, match="--nonsense"):
        mneme.Scorer(tiny, nonsense=1)
    with pytest.raises(mneme.UsageError, match="errors"):
        mneme.score([], tiny, errors="ignore")  # type: ignore[arg-type]


def test_after_an_interruption_a_scorer_starts_anew(tiny, pictures):
    def stopping():
        yield from pictures[:3]
        raise KeyboardInterrupt

    with mneme.Scorer(tiny) as other:
        with pytest.raises(KeyboardInterrupt):
            other.score(stopping())
        other._source._process._process.kill()
        with pytest.raises(mneme.MnemeError):
            other.score(pictures)
        assert len(other.score(pictures)) == len(pictures)
    with pytest.raises(ValueError, match="closed"):
        other.score(pictures)
    other.close()


def test_threads_take_turns(scorer, pictures):
    expected = list(scorer.score(pictures)["score"])
    answers: list[list[float]] = []
    threads = [threading.Thread(target=lambda: answers.append(list(scorer.score(pictures)["score"]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 4


def test_progress_is_shown_when_asked_for(scorer, pictures, capfd):
    scorer.score(pictures, progress=True)
    assert "20/20" in capfd.readouterr().err
    scorer.score(pictures)
    assert capfd.readouterr().err == ""
