"""Pictures of products: what the record names by its fingerprint alone (`core/economy/declared.py` ``Picture``)."""

from __future__ import annotations

from django.db import models


class Image(models.Model):
    """``content`` is an image in WebP, and ``digest`` its SHA-256, in hexadecimal.

    It is no part of the ledger: what is taken back can be gone for good.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.digest
