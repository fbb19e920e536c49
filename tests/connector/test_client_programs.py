"""The program and account of a session identify the client that sent a statement."""

import pytest

from seamscope.connector.client_programs import identify_client


@pytest.mark.parametrize(
    ("program", "account", "clues"),
    [
        ("oracle@erpdb01 (TNS V1-V3)", "SALES", ["host=erpdb01"]),
        ("oracle@erpdb01.acme.example (TNS V1-V3)", "", ["host=erpdb01.acme.example"]),
        ("oracle@a-host-with-a-long-name.acme.example (TNS V1-", "", [
            "host=a-host-with-a-long-name.acme.example"]),
        ("ORACLE.EXE@WINDB7", "", ["host=WINDB7"]),
        ("SSIS srv-dwh01", "etl_dwh", ["host=srv-dwh01", "product=SSIS", "account=etl_dwh"]),
        ("Toad for oracle12", "svc_dwh", ["account=svc_dwh"]),
        ("oracle@erpdb01", "svc_dwh", ["host=erpdb01", "account=svc_dwh"]),
        ("prophet@calc02 (TNS V1-V3)", "", ["product=prophet"]),
        ("Tableau 2023.1", "", ["product=Tableau"]),
    ],
)  # fmt: skip
def test_a_client_is_an_application_or_the_host_of_a_database(
    program: str, account: str, clues: list[str]
) -> None:
    """The client is the application or the host that the program names; the host keeps its
    digits.
    """
    found = identify_client(program, account)
    assert found is not None
    assert [f"{clue.kind}={clue.value}" for clue in found.clues] == clues


@pytest.mark.parametrize(
    "program",
    ["oracle@erpdb01 (J003)", "oracle@erpdb01 (P00A)", "sqlplus@ws17 (TNS V1-V3)",
     "python@ws17 (TNS V1-V3)", "JDBC Thin Client", "psql ws-lab17",
     "ada@acme.example", ""],
)  # fmt: skip
def test_jobs_of_the_database_and_tools_of_people_are_no_clients(program: str) -> None:
    """A job of the database itself and a tool that anyone may use are not read as clients."""
    found = identify_client(program, "ada")
    assert found is None
