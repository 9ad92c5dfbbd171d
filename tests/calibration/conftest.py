"""What the tests of calibration share."""

import pandas as pd
import pytest

from cxsim.calibration.call_log import read_call_log


@pytest.fixture
def read(tmp_path):
    def write_and_read(rows):
        path = tmp_path / "calls.csv.gz"
        pd.DataFrame(rows).to_csv(path)
        return read_call_log(path)

    return write_and_read
