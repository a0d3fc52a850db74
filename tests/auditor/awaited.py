# SPDX-License-Identifier: Apache-2.0
"""Differences that are known and not mended yet: by name of the kept sequence, what is seen and what is right.

Whoever mends one takes its line out of here and the words `; seen ...` out of its file in kept/; the test insists on it, and
`tests/auditor/auditor.py mended NAME` does it.
"""
AWAITED = {
    "row-07-addon-paid-late": "an add-on paid late ends by itself within days: with its service",
    "row-08-parent-ended": "the open order of an add-on outlives its service: it closes",
    "row-12-charged-back": "an invoice stays paid with money that was taken back: it is owed again",
    "row-15-credit-of-nothing": "a credit note over 0 credits everything: it is refused",
    "row-15-double-click": "ten calls at once buy ten periods: one",
    "row-17-limit-in-slices": "twice the limit, the limit in EUR, a credit note of 31,704.00, 1,000 days: by one member alone",
    "row-20-renewed-twice": "a second renewal within minutes is charged at once: it waits for a word",
}
