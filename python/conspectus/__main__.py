"""`python -m conspectus`."""

import sys

from conspectus._cli import main

sys.exit(main())
