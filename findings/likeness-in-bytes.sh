#!/usr/bin/env bash
# real_ladybug 0.15.3 (the graph database that goes on from Kùzu) and duckdb 2.0.1, tried 2026-11-30.
#
# Seen: in LadybugDB levenshtein('张三', '张四') is 3 and levenshtein('李明', '李') is 3: it counts bytes, while size, left,
#   reverse and [ ] of the same database count characters. levenshtein('小周', '小刘') is 2, since those two happen to
#   share a byte. In DuckDB, from which its functions take their names, all of these are 1.
# Expected: one unit throughout; one character changed is a distance of 1.
# Why it matters: "at most 1 away" finds no misspelt Chinese name at all, but works in the trial with Latin
#   letters; "at most 3 away" takes 张三 and 张四 for the same person, as it does Zhang and Zhong.
#   Compute the distance outside, on characters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet real_ladybug==0.15.3 duckdb==2.0.1
"$work/venv/bin/python" - <<'END'
import sys
import duckdb
import real_ladybug

graph = real_ladybug.Connection(real_ladybug.Database(":memory:"))

def ask(expression):
    return graph.execute(f"RETURN {expression}").get_next()[0], duckdb.sql(f"SELECT {expression}").fetchall()[0][0]

was = {
    "levenshtein('张三', '张四')": (3, 1), "levenshtein('李明', '李')": (3, 1), "levenshtein('小周', '小刘')": (2, 1),
    "levenshtein('Zhang', 'Zhong')": (1, 1), "reverse('张三丰')": ("丰三张", "丰三张"), "left('张三丰', 2)": ("张三", "张三"),
}
now = {expression: ask(expression) for expression in was}
for expression, answers in now.items():
    print(expression, "LadybugDB:", answers[0], "DuckDB:", answers[1])
sys.exit(0 if now == was else "changed")
END
