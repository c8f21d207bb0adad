"""The tables: the ledger and its read models, people, their needs, their labour accounts, and pictures of products."""

from councils.store.models.books import Booking, BookingLine, BookSum, CreditLot, GoodsTaken, LabourAccount, WorkedHours
from councils.store.models.needs import BasketChange, Household, HouseholdMember, NeedCount, NeededProduct, NeedSum
from councils.store.models.people import (
    AccessToken,
    Counted,
    Invitation,
    KeptAnswer,
    Membership,
    Moved,
    Person,
    RollImport,
    Subscription,
    member_secret,
)
from councils.store.models.pictures import Image
from councils.store.models.record import Act, CharterText, CouncilRow, Federation, MatterRow, PlaceRow, SignedHead

__all__ = [
    "AccessToken",
    "Act",
    "BasketChange",
    "BookSum",
    "Booking",
    "BookingLine",
    "CharterText",
    "CouncilRow",
    "Counted",
    "CreditLot",
    "Federation",
    "GoodsTaken",
    "Household",
    "HouseholdMember",
    "Image",
    "Invitation",
    "KeptAnswer",
    "LabourAccount",
    "MatterRow",
    "Membership",
    "Moved",
    "NeedCount",
    "NeedSum",
    "NeededProduct",
    "Person",
    "PlaceRow",
    "RollImport",
    "SignedHead",
    "Subscription",
    "WorkedHours",
    "member_secret",
]
