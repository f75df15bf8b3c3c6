"""`python -m conspectus`."""

import sys

from conspectus._cli import main

if __name__ == "__main__":
    sys.exit(main())
