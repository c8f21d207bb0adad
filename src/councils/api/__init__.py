"""The API: what the pages show, as JSON, and what people do, as requests with a personal token.

Thin as the pages are: each function parses what was asked, calls one function of ``app``, and gives its answer a
shape. ``application.py`` puts the parts together; ``shapes.py`` has the names that stay; ``acts.py`` makes one address
for each act of ``app/acting.py``; ``problems.py`` is every no that there is (RFC 9457).
"""
