#!/usr/bin/env bash
# networkx 3.6.1, tried 2026-11-30.
#
# Seen: a tie whose weight is None does not count as 1 and is no error: it is not there. has_path says that 甲
#   and 丙 are connected, shortest_path with the weight says that there is no path, and the distances from
#   甲 leave 丙 out in silence. A tie that has no such attribute at all counts as 1. bellman_ford_path, for the
#   same question, raises TypeError.
# Expected: None is like nothing at all (1), or is refused; None as "hide this edge" is described for a
#   weight that is a function, where one asks for it.
# Why it matters: strength of a tie is the cell that offices leave empty; empty cells come out of every
#   reader as None. The best introducer then vanishes from the way, and "no path" looks like a fact.
#   Leave the attribute out, or fill in a number, before the graph is made.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet networkx==3.6.1
"$work/venv/bin/python" - <<'END'
import sys
import networkx as nx

def ways(**last):
    graph = nx.Graph()
    graph.add_edge("甲", "乙", weight=2)
    graph.add_edge("乙", "丙", **last)
    try:
        path = "".join(nx.shortest_path(graph, "甲", "丙", weight="weight"))
    except nx.NetworkXNoPath:
        path = "no path"
    try:
        nx.bellman_ford_path(graph, "甲", "丙")
        other = "found"
    except TypeError:
        other = "TypeError"
    return nx.has_path(graph, "甲", "丙"), path, nx.single_source_dijkstra_path_length(graph, "甲"), other

none, missing = ways(weight=None), ways()
print("weight None:", none)
print("no weight:  ", missing)
was = (True, "no path", {"甲": 0, "乙": 2}, "TypeError"), (True, "甲乙丙", {"甲": 0, "乙": 2, "丙": 3}, "found")
sys.exit(0 if (none, missing) == was else "changed")
END
