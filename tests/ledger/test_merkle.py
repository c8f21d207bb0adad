"""The Merkle tree is that of RFC 6962: its published vectors, and an independent library (R17)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from councils.ledger.merkle import Tree, consistent, root

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The test vectors of the certificate-transparency reference implementation, for 0 to 8 leaves."""


@pytest.mark.parametrize("size", range(9))
def test_root_is_that_of_the_published_vectors(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=40))
def test_root_agrees_with_an_independent_library(contents: list[bytes]) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for content in contents:
        oracle.append_entry(content)
    assert root(contents) == oracle.get_root()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_growing_tree_passes_through_every_earlier_root(contents: list[bytes], data: st.DataObject) -> None:
    tree, roots = Tree(), [root([])]
    for content in contents:
        tree.add(content)
        roots.append(tree.root())
    size = data.draw(st.integers(0, len(contents)))
    assert consistent(contents, size, roots[size])
    assert not consistent([b"another", *contents], size + 1, roots[size])
    assert not consistent(contents, len(contents) + 1, roots[-1])
