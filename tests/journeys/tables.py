# SPDX-License-Identifier: Apache-2.0
"""The database beside a running server, for journeys that look at what no page shows."""
import os
import sqlite3
import subprocess

from kabinet import ENGINE


def sql(server, text):
    """Runs a statement; the number it asks for."""
    if ENGINE == "postgres":
        out = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", server.database.url, "-c", text], check=True,
                             capture_output=True, text=True).stdout.strip()
        return int(out) if out else None
    database = sqlite3.connect(os.path.join(server.data, "kabinet.db"), timeout=30)
    try:
        with database:
            row = database.execute(text).fetchone()
        return row[0] if row else None
    finally:
        database.close()
