#!/usr/bin/env bash
# apsw 3.54.1.0 (SQLite 3.54.1), tried 2026-11-30.
#
# Seen: a program ended without closing its database in WAL mode. A fresh connection that asks at once
#   for wal_checkpoint(TRUNCATE) gets (-1, -1) and no error, as for a database without a log: the -wal
#   file is as long as before. The same call after any SELECT empties it.
# Expected: the checkpoint moves the log into the file, since the call succeeded; or it fails.
# Why it matters: whoever keeps the register file before a restore and takes the -wal for settled keeps
#   a file without the last acts. Read one row first, or look at the length of the -wal afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --only-binary :all: apsw==3.54.1.0
cat > "$work/write.py" <<'END'
import os
import sys
import apsw

db = apsw.Connection(sys.argv[1])
db.pragma("journal_mode", "wal")
db.execute("CREATE TABLE person (name); INSERT INTO person VALUES ('甲')")
os._exit(0)  # as when the power goes
END
cat > "$work/settle.py" <<'END'
import os
import sys
import apsw

path = sys.argv[1]
wal = f"{path}-wal"
db = apsw.Connection(path)
before = os.path.getsize(wal)
said = db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
unread = os.path.getsize(wal)
db.execute("SELECT count(*) FROM sqlite_master").fetchall()
db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
read = os.path.getsize(wal)
print("SQLite", apsw.sqlitelibversion(), "answered", said, "; -wal before, after, after a read:", before, unread, read)
sys.exit(0 if unread == before > 0 == read else "changed")
END
"$work/venv/bin/python" "$work/write.py" "$work/a.db"
"$work/venv/bin/python" "$work/settle.py" "$work/a.db"
