"""From declared needs to a plan with a certificate: what every workplace makes, with what, in how many hours.

Theory of operation. An **economy** (``economy.py``) is what people declare, in a folder of CSV files
(``folder.py``). It becomes a linear program (``linear.py``), which is solved in steps: first as little unmet need of
the first priority as there can be, then of the second, and at last the least labour. Nothing here knows Django, and
importing this room imports nothing of the rest of the program but the core's way to tell problems by line.

Large economies in which every technique makes one product have a form of their own (``program.py``), a method of their
own (``leontief.py``), and the same kind of certificate (``certify.py``).
"""
