import numpy as np
import pytest

import mneme_memorability as mneme


def test_a_row_for_each_picture_and_a_column_for_each_number(tiny, pictures, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    found = mneme.features([*pictures[:3], broken], ["flatten", "score"], tiny)
    assert list(found.columns[:3]) == ["image", "error", "flatten:values.0"]
    assert found.shape == (4, 2 + 192 + 1)
    assert found["score:values.0"].dtype == np.float32
    scores = mneme.score(pictures[:3], tiny)["score"]
    np.testing.assert_allclose(found["score:values.0"][:3], scores, atol=1e-6)
    assert list(found["image"][:3]) == pictures[:3]
    assert "not a picture" in found["error"][3] and found["error"][0] is None
    assert np.isnan(found["score:values.0"][3])


def test_what_is_not_there_is_told(tiny, pictures):
    with pytest.raises(mneme.MnemeError, match="nearest names: flatten"):
        mneme.features(pictures[0], "flaten", tiny)
    with pytest.raises(mneme.UsageError, match="needs a picture"):
        mneme.features([], "fc", tiny)
