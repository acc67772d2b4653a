"""`python -m customer_import`."""

from customer_import.cli import main

main()
