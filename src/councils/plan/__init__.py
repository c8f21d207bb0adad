"""From declared needs to a plan with a certificate: what every workplace makes, with what, in how many hours.

Theory of operation. An **economy** (``economy.py``) is what people declare, in a folder of CSV files (``files``) or as
a supply-use table (``supply_use``). It becomes a linear program (``linear.py``), which is solved in steps: first as
little unmet need of the first priority as there can be, then of the second, and at last the least labour (``solve``).
HiGHS does that for what is small or general (``highs``). Large economies in which every technique makes one product
have a form of their own (``program.py``) and a method of their own (``leontief``).

Whoever solved, a plan is proved by its **certificate** (``staged_certificate.py``, ``certify.py``), which knows no
solver. ``results.py`` says what it comes to, ``explain`` why it is as it is, and ``what_if`` what would be otherwise.
``federation.py`` joins the planner to the councils. A package's front page is its main module.

Nothing here knows Django, and importing this room imports nothing of the rest of the program but the core's way to tell
problems by line.
"""
