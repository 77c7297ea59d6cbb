#!/usr/bin/env bash
# phonenumbers 9.0.43, tried 2026-11-30.
#
# Seen: `parse` passes over words that stand before a number (办公室电话：0511-87654321) and refuses the
#   same words behind it as "not a phone number": 0511-87654321转801, 0511-87654321分机801,
#   13800000015李秘书. A 、 between two numbers is refused in the same way. The finder of numbers in
#   text (PhoneNumberMatcher) takes them all, but drops the extension 转801 and the second of
#   0511-87654321/87654322 without a word. In brackets, （801） becomes the end of the number.
# Expected: before or behind makes no difference; 转 is known as # and ext. are, since the number is
#   read as a Chinese one.
# Why it matters: half of the telephone cells of a register have something behind the number. The
#   cells that pass in a trial say nothing about those; the extension has to be cut off first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet phonenumbers==9.0.43
"$work/venv/bin/python" - <<'END'
import sys
import phonenumbers

def parsed(text):
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return "refused"
    return f"{number.national_number}/{number.extension or ''}"

def found(text):
    return [f"{match.number.national_number}/{match.number.extension or ''}" for match in phonenumbers.PhoneNumberMatcher(text, "CN")]

line = "51187654321/"
cases = {
    "办公室电话：0511-87654321": (line, [line]),
    "0511-87654321转801": ("refused", [line]),
    "0511-87654321分机801": ("refused", [line]),
    "0511-87654321#801": (line + "801", [line + "801"]),
    "0511-87654321（801）": ("51187654321801/", None),
    "13800000015李秘书": ("refused", ["13800000015/"]),
    "13800000015、13900000012": ("refused", ["13800000015/", "13900000012/"]),
    "0511-87654321/87654322": ("refused", [line]),
}
changed = False
for text, (was, were) in cases.items():
    print(text, "| parse:", parsed(text), "| finder:", found(text))
    changed |= parsed(text) != was or (were is not None and found(text) != were)
sys.exit("changed" if changed else 0)
END
