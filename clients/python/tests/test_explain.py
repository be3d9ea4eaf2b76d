import numpy as np
import pytest

import mneme_memorability as mneme


def test_a_map_is_an_array_in_units_of_score(tiny, pictures):
    found = mneme.explain(pictures[0], tiny, method=["occlusion", "sweep"], grid=4)
    assert set(found.maps) == {"occlusion", "sweep"}
    occlusion = found.maps["occlusion"]
    assert occlusion.ndim == 2 and occlusion.dtype == np.float32
    assert found.score == pytest.approx(mneme.score(pictures[0], tiny)["score"][0], abs=1e-6)
    assert found.details["occlusion"]["most"] == pytest.approx(float(occlusion.max()), abs=1e-6)
    assert found.crops is None
    # The sweep's values are differences from their mean.
    assert float(found.maps["sweep"].mean()) == pytest.approx(0, abs=1e-4)


def test_pictures_in_memory_have_the_maps_of_their_files(tiny, pictures):
    from PIL import Image

    array = np.asarray(Image.open(pictures[1]))
    maps = [mneme.explain(each, tiny, halvings=3).maps["halves"] for each in (pictures[1], array)]
    np.testing.assert_array_equal(*maps)


def test_what_cannot_be_explained_is_told(tiny, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    with pytest.raises(mneme.MnemeError, match="no picture could be explained"):
        mneme.explain(broken, tiny)
    with pytest.raises(mneme.UsageError, match="did you mean 'occlusion'"):
        mneme.explain(broken, tiny, method="oclusion")
    with pytest.raises(mneme.UsageError, match="is a folder"):
        mneme.explain(tmp_path, tiny)
