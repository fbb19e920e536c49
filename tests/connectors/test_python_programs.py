"""Python programs: how far data is followed in them, and limits for programs that grow without
end.
"""

from collections.abc import Iterator, Mapping

import pytest

from seamscope.connector import build_member, make_source
from seamscope.records import Flow, Query, Record, Skipped
from seamscope_connectors.python_programs import PythonConnector

CSV = 'pd.read_csv("s3://raw/a.csv")'
READ = 'import pandas as pd\nframe = pd.read_csv("s3://raw/a.csv")\n'
WRITE = 'frame.to_parquet("s3://clean/a.parquet")\n'


def read(files: Mapping[str, str]) -> list[Record]:
    """Return the records of programs. files: source text by path."""
    members = [build_member(text.encode(), path, path) for path, text in files.items()]
    return list(PythonConnector().read(make_source("python", members)))


def list_ends(records: list[Record]) -> Iterator[tuple[str, str]]:
    """Yield the source and target datasets of each flow."""
    for record in records:
        if isinstance(record, Flow):
            yield record.source.dataset, record.target.dataset


@pytest.mark.parametrize(
    "between",
    [
        "frame = frame[frame.x > 1]\n",
        "def keep(f):\n    return f\nframe = keep(frame)\n",
        "keep = lambda f: f\nframe = keep(frame)\n",
        "class Job:\n    def __init__(self, f):\n        self.f = f\nframe = Job(frame).f\n",
        "if frame.empty:\n    frame = frame.fillna(0)\nelse:\n    pass\n",
        "parts = []\nfor row in frame.iterrows():\n    parts.append(row)\nframe = join(parts)\n",
        "frame = pd.concat([x for x in [frame]])\n",
        "frame, other = frame, 1\n",
        "with open('/a.csv', 'w') as f:\n    frame.to_csv(f)\nframe = pd.read_csv('/a.csv')\n",
        "try:\n    frame = frame.dropna()\nfinally:\n    pass\n",
        "held = {'f': frame}\nframe = held['f']\n",
        "import io\nbuffer = io.BytesIO()\nframe.to_csv(buffer)\nframe = pd.read_csv(buffer)\n",
    ],
)
def test_data_is_followed(between: str) -> None:
    """The flow goes from the file that is read to the file that is written, whatever statements are
    between them.
    """
    assert ("a.csv", "a.parquet") in set(list_ends(read({"a.py": READ + between + WRITE})))


def test_a_value_that_is_overwritten_does_not_flow() -> None:
    """If a variable is overwritten, only its last value is the source of the flow."""
    text = READ + 'frame = pd.read_csv("s3://raw/b.csv")\n' + WRITE
    assert set(list_ends(read({"a.py": text}))) >= {("b.csv", "a.parquet")}
    assert ("a.csv", "a.parquet") not in set(list_ends(read({"a.py": text})))


def test_modules_import_each_other_in_a_circle() -> None:
    """Modules that import each other are followed once each."""
    first = f"import pandas as pd\nfrom b import PLACE\n\n\ndef load():\n    return {CSV}\n"
    second = "from a import load\nPLACE = 's3://clean/a.parquet'\n\n\nload().to_parquet(PLACE)\n"
    assert list(list_ends(read({"a.py": first, "b.py": second}))) == [("a.csv", "a.parquet")]


@pytest.mark.parametrize(
    "text",
    [
        "import requests\n" + "def f(n):\n    return f(n)\nf(1)\n",
        "import requests\n" + "x = " + "[" * 90 + "]" * 90 + "\n",
        "import requests\nx = 'a'\n" + "x = x + x\n" * 60,
        "import requests\nx = [1] * 10\n" + "x = x + x\n" * 60,
        "import requests\n"
        + "".join(f"def f{n}(x):\n    f{n + 1}(x)\n    f{n + 1}(x)\n" for n in range(50))
        + "f0(1)\n",
        "import requests\nd = {}\n"
        + "d = {'a': d, 'b': d}\n" * 40
        + "requests.post('https://a.example', json=d)\n",
        "import requests\n" + "if a:\n    x = 1\n" * 3000,
        "import requests\nclass A(B):\n    pass\nclass B(A):\n    pass\nA().go()\n",
    ],
)
def test_a_program_that_never_ends_is_followed_to_a_limit(text: str) -> None:
    """Reading a program that grows without limit ends after a number of steps, with a reason."""
    records = read({"a.py": text})
    assert records
    assert all(isinstance(record, Skipped | Flow) for record in records)


def test_a_password_in_an_address_is_no_clue() -> None:
    """The user and the password of a URL are not in the records."""
    text = (
        "import pandas as pd\nfrom sqlalchemy import create_engine\n"
        'engine = create_engine("postgresql://app:geheim%2F7@db1.example.com:5432/shop")\n'
        'pd.read_sql("SELECT a FROM t", engine).to_csv("https://u:geheim7@out.example.com/t.csv")\n'
    )
    (query,) = read({"a.py": text})
    assert isinstance(query, Query)
    assert {clue.value for clue in query.home.clues} == {"shop", "db1.example.com", "PostgreSQL"}
    assert "geheim" not in repr(query)
