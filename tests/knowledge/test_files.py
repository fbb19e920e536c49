"""Each file of the product catalogue is validated when it is loaded, and errors have file and
line.
"""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from seamscope.connector.words import parse_yaml
from seamscope.errors import InputError
from seamscope.knowledge import FOLDER, load_typed
from seamscope.knowledge.formats import Formats
from seamscope.knowledge.products import ProductFile, load_catalogue
from seamscope.knowledge.side_doors import SideDoors
from seamscope.knowledge.signs import SignFile
from seamscope.knowledge.variable_signs import VariableFile
from seamscope.knowledge.vocabulary import EntityFile, Vocabulary, load_vocabulary
from seamscope.readiness.content import Words

HEAD = 'domain: "Commerce"\nproducts:\n'
SHOP = "  - name: Shop\n    vendor: Acme\n    kind: commerce\n    source: Acme manual\n"
ENTITIES = "entities:\n  - {product: A, source: manual, names: {t: Customer}}\n"


def errors_of(folder: Path, text: str) -> list[str]:
    """Return the errors of a catalogue with one file, without the path of the folder."""
    (folder / "shop.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_catalogue(folder)
    return [str(error).rpartition("/")[2] for error in caught.value.errors]


def test_a_correct_file_gives_its_products_their_domain(tmp_path: Path) -> None:
    """Each product has the domain that is written once at the top of its file."""
    (tmp_path / "shop.yaml").write_text(HEAD + SHOP, encoding="utf-8")
    (shop,) = load_catalogue(tmp_path).products
    assert (shop.name, shop.domain, shop.kind) == ("Shop", "Commerce", "commerce")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (HEAD + SHOP + "    color: red\n", "7: unknown key 'products.0.color'; known keys: name,"),
        (
            HEAD + SHOP + "    host: [a.b]\n",
            "7: unknown key 'products.0.host'; did you mean 'hosts'",
        ),
        (
            HEAD + SHOP.replace("    vendor: Acme\n", ""),
            "3: 'products.0.vendor' is missing; add it",
        ),
        (HEAD + SHOP.replace("Acme manual", '""'), "3: 'Shop' has an empty `source`; fill it in"),
        (
            HEAD + SHOP + SHOP.replace("Shop", "Till").replace("commerce", "tills"),
            "7: 'Till' is of unknown kind 'tills'; use one of `kinds` in vocabulary.yaml",
        ),
        (
            HEAD + SHOP + "    domain: People\n",
            "3: 'Shop' has a `domain` of its own; remove it, and move the product to the file",
        ),
        (
            HEAD + ENTITIES.removeprefix("entities:\n"),
            "3: unknown key 'products.0.names'; did you mean 'name'",
        ),
    ],
)
def test_a_wrong_product_is_an_error_with_file_and_line(
    tmp_path: Path, text: str, error: str
) -> None:
    """A product with an unknown or missing key, an empty string or an unknown kind is an error, and
    so is a section of another file.
    """
    assert any(found.startswith(f"shop.yaml:{error}") for found in errors_of(tmp_path, text))


def test_an_unknown_domain_is_an_error_that_lists_the_domains(tmp_path: Path) -> None:
    """A domain that is not in vocabulary.yaml is an error that lists the known domains."""
    (error,) = errors_of(tmp_path, HEAD.replace("Commerce", "Operations") + SHOP)
    assert error.startswith(
        "shop.yaml:1: unknown domain 'Operations'; use one of AI & ML, Commerce"
    )


def test_a_product_among_the_entities_is_an_error_with_its_line(tmp_path: Path) -> None:
    """A product in entities.yaml is an error with the line of each of its keys."""
    path = tmp_path / "entities.yaml"
    path.write_text(ENTITIES + SHOP, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_typed(path, EntityFile)
    assert [str(error).rpartition("/")[2] for error in caught.value.errors] == [
        "entities.yaml:3: 'entities.1.product' is missing; add it",
        "entities.yaml:3: 'entities.1.names' is missing; add it",
        "entities.yaml:3: unknown key 'entities.1.name'; did you mean 'names'?",
        "entities.yaml:4: unknown key 'entities.1.vendor'; known keys: product, source, names",
        "entities.yaml:5: unknown key 'entities.1.kind'; known keys: product, source, names",
    ]


COMMITTED = [
    ("vocabulary", Vocabulary),
    ("entities", EntityFile),
    ("side_doors", SideDoors),
    ("residue_signs", SignFile),
    ("variable_signs", VariableFile),
    ("known_formats", Formats),
    ("answer_words", Words),
    *((f"products/{path.stem}", ProductFile) for path in FOLDER.glob("products/*.yaml")),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "shape"), COMMITTED, ids=[name for name, _ in COMMITTED])
def test_every_committed_file_fits_its_schema(name: str, shape: type) -> None:
    """Each file of the catalogue has only known keys, and `load_typed` gives the same content as a
    strict validation.
    """
    path = FOLDER / f"{name}.yaml"
    assert load_typed(path, shape) == TypeAdapter(shape).validate_python(
        parse_yaml(path.read_text(encoding="utf-8"))
    )


def test_each_domain_has_one_file_named_after_it() -> None:
    """Each domain has one file with products, and the name of the file is that of the domain."""
    domains = load_vocabulary().domains
    files = {path.stem: load_typed(path, ProductFile) for path in FOLDER.glob("products/*.yaml")}
    slugs = {domain: "-".join(domain.lower().replace("&", "").split()) for domain in domains}
    assert {file.domain: name for name, file in files.items()} == slugs


def test_synonyms_belong_to_known_kinds() -> None:
    """Each synonym in vocabulary.yaml belongs to a known kind of system."""
    assert set(load_vocabulary().kind_words) <= load_vocabulary().kinds
