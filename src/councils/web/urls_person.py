"""Pages of people: sign in, join, what waits for me; offices, elections, recalls and directives."""

from django.urls import URLPattern, path, re_path

from councils.web.views import (
    demonstration,
    election,
    feeds,
    holder,
    home,
    joining,
    notices,
    order,
    recall,
    report,
    tokens,
)

urlpatterns: list[URLPattern] = [
    path("home/", home.home, name="home"),
    path("home/tokens/", tokens.tokens, name="tokens"),
    path("home/tokens/<int:number>/revoke/", tokens.revoke, name="revoke_token"),
    path("home/notices/", notices.notices, name="notices"),
    path("home/notices/feed/", notices.feed, name="new_feed"),
    path("notices/stop/<str:token>/", notices.stop_notices, name="stop_notices"),
    path("feeds/<str:token>/waiting.atom", feeds.personal_feed, name="personal_feed"),
    path("feeds/<str:token>/waiting.ics", feeds.personal_calendar, name="personal_calendar"),
    path("feeds/<str:token>/councils/<str:council>.atom", feeds.members_feed, name="members_feed"),
    path("councils/<str:council>/decided.atom", feeds.council_feed, name="council_feed"),
    path("home/erase/", home.erase, name="erase"),
    path("councils/<str:council>/leave/", home.leave, name="leave"),
    path("join/<str:token>/", joining.invitation, name="invitation"),
    path("councils/<str:council>/join/", joining.join, name="join"),
    path("councils/<str:council>/invite/", joining.invite, name="invite"),
    path("councils/<str:council>/admissions/", joining.admissions, name="admissions"),
    path("demonstration/view/", demonstration.view_as, name="view_as"),
    path("demonstration/people/", demonstration.people, name="people"),
    path("councils/<str:council>/delegates/<str:credential>/", holder.delegate, name="delegate"),
    path("councils/<str:council>/offices/<int:number>/", holder.holder, name="holder"),
    path("councils/<str:council>/offices/<int:number>/recall/", recall.open_petition, name="open_petition"),
    path(
        "councils/<str:council>/alternates/<str:office>/<str:voice>/recall/",
        recall.open_petition_alternate,
        name="open_petition_alternate",
    ),
    path("councils/<str:council>/offices/<str:office>/lay-down/", holder.lay_down, name="lay_down"),
    path("councils/<str:council>/offices/<str:office>/election/", election.call_election, name="call_election"),
    path("councils/<str:council>/elections/<str:matter>/", election.election, name="election"),
    re_path(
        r"^councils/(?P<council>[^/]+)/elections/(?P<matter>[^/]+)/ballots\.(?P<ending>blt|soi)$",
        election.ballots,
        name="ballots",
    ),
    path("councils/<str:council>/recalls/<str:matter>/", recall.recall, name="recall"),
    path("councils/<str:council>/directives/<str:matter>/", order.directive, name="directive"),
    path("councils/<str:council>/directives/<str:matter>/reports/<int:number>/", report.correct, name="correct_report"),
]
