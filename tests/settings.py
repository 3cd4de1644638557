"""The settings of the application, in the environment every test run has in common.

Whatever is set in the developer's shell must not change a result, so the variables the application
reads are removed first; only the database of the run is kept.
"""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""\benv\.\w+\(\s*["']([A-Z_]+)["']""")

for source in (ROOT / "config").glob("*.py"):
    for name in set(READ.findall(source.read_text())) - {"DATABASE_URL"}:
        os.environ.pop(name, None)

os.environ["VAR_DIR"] = str(ROOT / "var" / "test")
os.environ["SECRET_KEY"] = "a key for tests only"
os.environ["RELEASE"] = "tests"

from config.settings import *  # noqa: E402, F403  as in production, once the environment is ours

# a real hash takes a tenth of a second for each person made
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# each client would read the whole folder of static files anew; the journeys serve them as in production
WHITENOISE_AUTOREFRESH = True
