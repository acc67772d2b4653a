"""The HTML report: one page that needs nothing else, to be sent by mail.

It reads without a script and without a network. Text of cells and servers is escaped, and a
content security policy lets nothing run or load but the page's own style and script.
"""

from customer_import.reports.html.page import GENERATOR as GENERATOR
from customer_import.reports.html.page import write_html_report as write_html_report
from customer_import.reports.html.summary import PageFacts as PageFacts
