#!/usr/bin/env bash
# phonenumbers 9.0.43, tried 2026-11-30.
#
# Seen: a mobile number in which three noughts were typed as the letter O, 1380OOO0015, is read as
#   13806660015 and called valid: three letters or more are dialled by the letters on the keys, where O
#   is 6. With two letters O they are dropped, and the number is too short. The JavaScript
#   sibling (libphonenumber-js 1.13.16) refuses the first one.
# Expected: China has no such numbers; a letter in one is a slip of the hand and refused.
# Why it matters: the number may well be another person's, in another province, and is "valid". O for 0
#   comes with registers that went through text recognition or were typed over from paper.
#   Take what is parsed only where the digits are the digits of the text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet phonenumbers==9.0.43
"$work/venv/bin/python" - <<'END'
import sys
import phonenumbers
from phonenumbers import geocoder

seen = []
for text in ("13800000015", "1380OOO0015", "13800OO0015"):
    number = phonenumbers.parse(text, "CN")
    valid = phonenumbers.is_valid_number(number)
    print(text, "->", number.national_number, "valid" if valid else "not valid", geocoder.description_for_number(number, "zh"))
    seen.append((number.national_number, valid))
sys.exit(0 if seen == [(13800000015, True), (13806660015, True), (138000015, False)] else "changed")
END
