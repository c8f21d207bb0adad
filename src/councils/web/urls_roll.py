"""Pages of an assembly's roll, and of whoever keeps it."""

from django.urls import URLPattern, path

from councils.web.views import invitations, moving, paper, paper_election, roll, roll_import

urlpatterns: list[URLPattern] = [
    path("councils/<str:council>/move/", moving.choose, name="move"),
    path("councils/<str:council>/move/<str:new>/", moving.move, name="move_to"),
    path("councils/<str:council>/roll/", roll.roll_page, name="roll"),
    path("councils/<str:council>/roll/roll.csv", roll.roll_file, name="roll_file"),
    path("councils/<str:council>/roll/import/", roll_import.begin, name="roll_import"),
    path("councils/<str:council>/roll/import/<int:number>/columns/", roll_import.columns, name="roll_columns"),
    path("councils/<str:council>/roll/import/<int:number>/", roll_import.preview_page, name="roll_preview"),
    path("councils/<str:council>/roll/import/<int:number>/undo/", roll_import.undo_import, name="roll_undo"),
    path("councils/<str:council>/roll/invitations/", invitations.invitations, name="invitations"),
    path("councils/<str:council>/roll/invitations/slips/", invitations.print_slips, name="slips"),
    path("councils/<str:council>/counts/<str:matter>/sheet/", paper.ballot_sheet, name="ballot_sheet"),
    path("councils/<str:council>/counts/<str:matter>/roll/", paper.roll_sheet, name="roll_sheet"),
    path("councils/<str:council>/elections/<str:matter>/paper/", paper_election.paper_election, name="paper_election"),
    path("councils/<str:council>/elections/<str:matter>/sheet/", paper_election.election_sheet, name="election_sheet"),
    path("councils/<str:council>/elections/<str:matter>/roll/", paper_election.election_roll, name="election_roll"),
]
