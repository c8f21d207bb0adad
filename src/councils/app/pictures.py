"""Pictures of products: shown, replaced and taken back by whoever keeps the catalogue (R18).

Theory of operation. A picture is a declaration as any of the catalogue, and names its image by the SHA-256. The image
itself lies in a table beside the record, written in the transaction of the act. So the record shows whether an image is
the one that was declared, and an image that is shown no more can be gone: what no product of any federation here shows
is thrown away with the next act of this kind. A record verifies without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from councils.app.batch import batch
from councils.app.identity import council as council_of
from councils.app.identity import standing
from councils.app.images import SENT, Drawn, Unfit, drawn
from councils.app.perform import Performed
from councils.app.queries.federations import roots
from councils.app.speaking import speak
from councils.app.together import together
from councils.core.act import CouncilId
from councils.core.economy.declared import Code, Declared, Picture
from councils.core.economy.declaring import Declare, not_speaking
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import Image, Person


class _RefusedError(Exception):
    """The act was refused, so the image is not kept."""

    def __init__(self, product: Code, refused: Refused) -> None:
        self.product, self.refused = product, refused


def show(person: Person, council: CouncilId, product: Code, data: bytes, alt: str = "") -> Performed:
    """Show ``product`` with the image in the file ``data``; ``alt``: what is to be seen, if its name does not say."""
    refused = not_shown_by(person, council, product)
    if refused:
        return refused
    found = drawn(data)
    if isinstance(found, Unfit):
        return found.refused
    return declared(person, council, Declared(picture=picture_of(product, found, alt)), found)


def show_all(person: Person, council: CouncilId, files: Mapping[Code, tuple[bytes, str]]) -> int | tuple[Code, Refused]:
    """Show each product by its file, with what is to be seen on it; how many acts that were.

    All of them, or none: then the first product that cannot be shown, and why. What is shown just so already stays.
    """
    refusals = ((product, not_shown_by(person, council, product)) for product in files)
    for product, refused in refusals:
        if refused:
            return product, refused
    images: dict[Code, Drawn] = {}
    for product, (data, _alt) in files.items():
        found = drawn(data)
        if isinstance(found, Unfit):
            return product, found.refused
        images[product] = found
    said = {product: Declared(picture=picture_of(product, images[product], files[product][1])) for product in files}
    here = council_of(council)
    new = {code: one for code, one in said.items() if here and not here.economy.known(council, one)}

    def each() -> None:
        with batch():
            for product, one in new.items():
                kept(person, council, one, images[product])

    try:
        together(each)
    except _RefusedError as error:
        return error.product, error.refused
    return len(new)


def picture_of(product: Code, found: Drawn, alt: str) -> Picture:
    return Picture(product, found.digest, found.width, found.height, " ".join(alt.split()))


def retell(person: Person, council: CouncilId, product: Code, alt: str) -> Performed:
    """Say in other words what is to be seen on the picture of ``product``."""
    here = standing(person, council)
    known = here.council.economy.pictures.get(product) if here else None
    if known is None:
        return not_shown_by(person, council, product) or refuse(Reason.NO_SUCH_PICTURE, product=product)
    again = Picture(product, known.image, known.width, known.height, " ".join(alt.split()))
    return declared(person, council, Declared(picture=again))


def take_back(person: Person, council: CouncilId, product: Code) -> Performed:
    here = standing(person, council)
    known = here.council.economy.pictures.get(product) if here else None
    if known is None:
        return not_shown_by(person, council, product) or refuse(Reason.NO_SUCH_PICTURE, product=product)
    return declared(person, council, Declared(picture=known, ended=True))


def not_shown_by(person: Person, council: CouncilId, product: Code) -> Refused | None:
    """Whether ``person`` cannot show ``product``: asked before a file is decoded."""
    here = standing(person, council)
    if here is None:
        return refuse(Reason.NOT_ON_ROLL)
    refused = not_speaking(here.council, here.voice, Declared(picture=Picture(product, "", 0, 0)))
    if refused is None and product not in here.council.economy.products:
        return refuse(Reason.NO_SUCH_PRODUCT, product=product)
    return refused


def declared(person: Person, council: CouncilId, said: Declared, image: Drawn | None = None) -> Performed:
    try:
        return together(lambda: kept(person, council, said, image))
    except _RefusedError as error:
        return error.refused


def kept(person: Person, council: CouncilId, said: Declared, image: Drawn | None) -> Performed:
    with batch():
        with sending(image):
            done = speak(person, council, partial(Declare, declared=said))
        if isinstance(done, Refused):
            raise _RefusedError(said.picture.product if said.picture else "", done)
        sweep()
        return done


@contextmanager
def sending(image: Drawn | None) -> Iterator[None]:
    """What is done inside comes with this image, if any: it lies beside the record before an act names it."""
    if image:
        Image.objects.get_or_create(digest=image.digest, defaults={"content": image.content})
    token = SENT.set(image.digest if image else "")
    try:
        yield
    finally:
        SENT.reset(token)


def sweep() -> None:
    """Throw away the images that no product shows any more, in no federation of this database."""
    congresses = filter(None, (council_of(row.pk) for row in roots()))
    shown = {picture.image for congress in congresses for picture in congress.economy.pictures.values()}
    for name in set(Image.objects.values_list("digest", flat=True)) - shown:
        Image.objects.filter(pk=name).delete()
