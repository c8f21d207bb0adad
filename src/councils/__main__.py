"""`python -m councils` is the same program as `councils`."""

from councils.cli import main

if __name__ == "__main__":
    main()
