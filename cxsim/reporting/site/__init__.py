"""A small static site from published reports: index, comparison, tables, checklists, PDFs.

It is made from the folders of reports alone, so that it can be made again anywhere, and gives the same bits
for the same reports. Pages link to each other relatively, load nothing and run nothing.
"""
