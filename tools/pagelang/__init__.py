# SPDX-License-Identifier: Apache-2.0
"""The language of .page files: template reads it, markup watches the HTML, emit writes C."""
