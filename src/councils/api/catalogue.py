"""The catalogue of a federation, and pictures of its products: looked at, shown and taken back (R18).

The body of a picture is the image itself. What is kept of it is drawn anew (``app/images.py``), so it is read back as
WebP.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import StringConstraints

from councils.api.acts import DoneShape, answered
from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.planning import Amount, planning, text
from councils.api.problems import ProblemError, refusal
from councils.api.shapes import address
from councils.app import pictures
from councils.app.images import KIND, MOST_BYTES
from councils.app.queries.catalogue import Entry, entries
from councils.app.queries.pictures import alt as words
from councils.app.queries.pictures import image
from councils.app.tokens import Scope
from councils.core.council import Council
from councils.core.economy.declared import LONGEST_ALT
from councils.core.refusal import Reason, refuse
from councils.store.models import Person

router = Router(tags=["planning"])
Alt = Annotated[str, StringConstraints(max_length=LONGEST_ALT, pattern=r"^[^\x00-\x1f\x7f]*$")]
ALT = Query("", description="What is to be seen; left out, the name of the product is told.")
AT = "/councils/{council}/catalogue/{product}/picture"
BINARY = {"schema": {"type": "string", "format": "binary"}}
BODY = dict.fromkeys(("image/png", "image/jpeg", "image/webp"), BINARY)
READ = {"responses": {200: {"description": "The image.", "content": {KIND: BINARY}}}}


class PictureShape(Schema):
    """``image`` is the SHA-256 of what ``href`` gives; ``alt`` says what is to be seen; pixels."""

    image: str
    alt: str
    width: int
    height: int
    href: str


class ProductShape(Schema):
    """``keeps``: the share that is still there a period later; ``made_by`` and ``used_by`` are councils."""

    product: str
    name: str
    unit: str
    category: str
    standard: str
    keeps: Amount
    made_by: list[str]
    used_by: list[str]
    picture: PictureShape | None


@router.get("/councils/{council}/catalogue", response=Page[ProductShape], url_name="catalogue")
def catalogue(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """The products of the federation, by their codes."""
    _, root = planning(looker(request), council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(entries(root.economy), lambda one: one.product.code, partial(product_shape, root))


def picture_shape(root: Council, code: str) -> PictureShape | None:
    picture = root.economy.pictures.get(code)
    if picture is None:
        return None
    return PictureShape(
        image=picture.image,
        alt=words(root, picture),
        width=picture.width,
        height=picture.height,
        href=address("product_picture", root.id, code),
    )


def product_shape(root: Council, one: Entry) -> ProductShape:
    p = one.product
    return ProductShape(
        product=p.code,
        name=p.name,
        unit=p.unit,
        category=p.category,
        standard=p.standard,
        keeps=text(p.keeps),
        made_by=list(one.made_by),
        used_by=list(one.used_by),
        picture=picture_shape(root, p.code),
    )


def keeper(request: HttpRequest, council: str) -> Person:
    """Whoever asks, of a council that they may see."""
    asking = looker(request)
    person = asking.person(Scope.PLANNING)
    planning(Looker(asking.token, acting=True), council)
    return person


@router.get(AT, url_name="product_picture", operation_id="product_picture", openapi_extra=READ)
def product_picture(request: HttpRequest, council: Name, product: Name) -> HttpResponse:
    """The picture of a product, in WebP."""
    _, root = planning(looker(request), council)
    known = root.economy.pictures.get(product)
    content = image(root, product, known.image) if known else None
    if content is None:
        missing = Reason.NO_SUCH_PICTURE if product in root.economy.products else Reason.NO_SUCH_PRODUCT
        raise ProblemError(refusal(refuse(missing, product=product)))
    return HttpResponse(content, content_type=KIND, headers={"X-Content-Type-Options": "nosniff"})


@router.put(
    AT,
    response={201: DoneShape},
    url_name="show_picture",
    operation_id="show_picture",
    openapi_extra={"requestBody": {"required": True, "content": BODY}},
)
def show_picture(request: HttpRequest, council: Name, product: Name, alt: Alt = ALT) -> HttpResponse:
    """Show a product by this image; where it has a picture, in the place of that. Scope: `planning`."""
    person = keeper(request, council)
    return answered(pictures.show(person, council, product, request.read(MOST_BYTES + 1), alt), council, "show_picture")


@router.delete(AT, response={201: DoneShape}, url_name="take_picture_back", operation_id="take_picture_back")
def take_picture_back(request: HttpRequest, council: Name, product: Name) -> HttpResponse:
    """Take the picture of a product away. Scope: `planning`."""
    person = keeper(request, council)
    return answered(pictures.take_back(person, council, product), council, "take_picture_back")
