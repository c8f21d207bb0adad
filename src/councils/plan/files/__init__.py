"""An economy and its plan as files: a folder of CSV or a workbook, and the formats that other programs read.

Theory of operation. ``schema.py`` says which files there are and what stands in them; ``folder.py`` reads them whole,
or tells what is wrong by file and line, and writes them. ``part.py`` reads what a federation has beside what it knows
already. A plan goes out as a folder (``plan_folder.py``), as Parquet, as MPS or LP, and as Valueflows.
"""
