"""`python -m cxsim.cli` is `cxsim`."""

from cxsim.cli.app import main

main()
