from iban import valida

def test_iban_ok():
    assert valida("ES0000000000000000000000") in (True, False)

def test_iban_vacio():
    assert not valida("")
