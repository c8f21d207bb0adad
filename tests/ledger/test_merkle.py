"""The Merkle tree is that of RFC 6962: its published vectors, and an independent library (R17)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from councils.ledger.merkle import Tree, consistency, consistent, root

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


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_root_agrees_with_an_independent_library(contents: list[bytes]) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for content in contents:
        oracle.append_entry(content)
    assert root(contents) == oracle.get_root()


PROOFS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
"""The consistency proofs of the same implementation."""


@pytest.mark.parametrize("sizes", PROOFS)
def test_proof_is_that_of_the_published_vectors(sizes: tuple[int, int]) -> None:
    first, second = sizes
    path = consistency(LEAVES[:second], first)
    assert [step.hex() for step in path] == PROOFS[sizes]
    assert consistent(path, sizes, (bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_proof_joins_the_roots_of_an_independent_library_and_no_others(
    contents: list[bytes], data: st.DataObject
) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for content in contents:
        oracle.append_entry(content)
    size, now = data.draw(st.integers(1, len(contents))), len(contents)
    path, roots = consistency(contents, size), (oracle.get_root(size), oracle.get_root())
    assert consistent(path, (size, now), roots)
    other = root([b"another", *contents[1:]])
    assert not consistent(path, (size, now), (roots[0], other))
    assert not consistent([*path, other], (size, now), roots)
    for place in range(len(path)):
        assert not consistent([*path[:place], other, *path[place + 1 :]], (size, now), roots)
        assert not consistent([*path[:place], *path[place + 1 :]], (size, now), roots)


@given(st.lists(st.binary(max_size=8), max_size=20))
def test_growing_tree_passes_through_every_earlier_root(contents: list[bytes]) -> None:
    tree, roots = Tree(), [root([])]
    for content in contents:
        tree.add(content)
        roots.append(tree.root())
    assert roots == [root(contents[:size]) for size in range(len(contents) + 1)]


@pytest.mark.parametrize("sizes", [(0, 1), (2, 1), (0, 0), (1, 2)])
def test_no_proof_joins_sizes_that_do_not_follow(sizes: tuple[int, int]) -> None:
    assert not consistent([], sizes, (root([]), root(LEAVES[:1])))
