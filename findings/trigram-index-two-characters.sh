#!/usr/bin/env bash
# SQLite 3.40.0 and 3.42.0, as carried by apsw 3.40.0.0 and 3.42.0.1, tried 2026-11-30.
#
# Seen: on an FTS5 table with the trigram tokenizer, `name LIKE '%张三%'` finds nothing with 3.40,
#   though 张三 stands in the table. One, two Chinese characters: no row; three: found; two Latin
#   letters: found. It looks as if three BYTES were asked for where three characters are needed: two
#   Chinese characters (six bytes) go to the index, which has nothing that short. GLOB likewise.
#   With 3.42 all are found.
# Expected: the manual says that a pattern with no three characters in a row makes LIKE read the
#   whole table: slower, but complete. Trials with Latin letters confirm it.
# Why it matters: most names of a register have two or three characters; 3.40 is what long-lived
#   server systems still carry (Debian 12). The search "works" for 欧阳明月 and silently not for 张三.
#   Ship your own SQLite, or keep one- and two-character terms in an index of their own.
# Needs a Python for which these wheels exist (3.11 does).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/look.py" <<'END'
import sys
import apsw

cursor = apsw.Connection(":memory:").cursor()
cursor.execute("CREATE VIRTUAL TABLE people USING fts5(name, tokenize='trigram')")
for name in ("张三", "张三丰", "abc"):
    cursor.execute("INSERT INTO people VALUES (?)", (name,))

def count(pattern, word="LIKE"):
    return cursor.execute(f"SELECT count(*) FROM people WHERE name {word} ?", (pattern,)).fetchall()[0][0]

found = [count("%张%"), count("%张三%"), count("%张三丰%"), count("%ab%"), count("*张三*", "GLOB")]
print("SQLite", apsw.sqlitelibversion(), "finds for 张, 张三, 张三丰, ab and by GLOB 张三:", found)
sys.exit(0 if found == [int(n) for n in sys.argv[1]] else "changed")
END
python3 -m venv "$work/venv"
for pair in apsw==3.40.0.0:00110 apsw==3.42.0.1:22112; do
  "$work/venv/bin/pip" install --quiet --only-binary :all: "${pair%%:*}"
  "$work/venv/bin/python" "$work/look.py" "${pair##*:}"
done
