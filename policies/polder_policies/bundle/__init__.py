"""What an auditor gets: everything that a verdict rests on, with a digest of each part, under one manifest to sign.

Pure: it is given what it writes, and makes the same bytes from the same things.
"""
