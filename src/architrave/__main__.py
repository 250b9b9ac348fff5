"""`python -m architrave` is the `architrave` command."""

from architrave.cli import main

if __name__ == "__main__":
    main()
