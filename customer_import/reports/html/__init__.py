"""The HTML report: one page that needs nothing else, for whoever gets it by mail.

It reads without a script and without a network. Whatever a cell or a server says is escaped, and
a content security policy lets nothing run or load but the page's own style and script.
"""

from customer_import.reports.html.about import About as About
from customer_import.reports.html.page import GENERATOR as GENERATOR
from customer_import.reports.html.page import write_html_report as write_html_report
