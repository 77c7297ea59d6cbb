#!/usr/bin/env bash
# python-docx 1.2.0, mammoth 1.13.0, docx2txt 0.9, tried 2026-11-30.
#
# Seen: a character that bears Word's phonetic guide (拼音指南) is lost. python-docx and mammoth read
#   联系人：刘䶮 as 联系人：刘, with no warning; docx2txt reads 刘yǎn䶮, the sound in the midst of the name.
#   The guide is a <w:ruby> inside the run, with the sound and the character each in runs of their own.
# Expected: a guide is decoration; the text of the paragraph is the text on the page.
# Why it matters: clerks set the guide exactly over the names that nobody can read, so exactly those
#   people lose a character when a list, a letter or an old template is read back.
#   Read w:rubyBase yourself, and leave w:rt out.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet python-docx==1.2.0 mammoth==1.13.0 docx2txt==0.9
cd "$work"
"$work/venv/bin/python" - <<'END'
import sys
import docx
import docx2txt
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

GUIDE = f"""<w:r {nsdecls("w")}><w:ruby>
<w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="10"/><w:hpsRaise w:val="20"/>
<w:hpsBaseText w:val="21"/><w:lid w:val="zh-CN"/></w:rubyPr>
<w:rt><w:r><w:t>yǎn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>䶮</w:t></w:r></w:rubyBase>
</w:ruby></w:r>"""
document = docx.Document()
line = document.add_paragraph("联系人：刘")
line._p.append(parse_xml(GUIDE))
line.add_run("，村会计")
document.save("list.docx")

seen = {"python-docx": docx.Document("list.docx").paragraphs[0].text}
with open("list.docx", "rb") as file:
    seen["mammoth"] = mammoth.extract_raw_text(file).value.strip()
seen["docx2txt"] = docx2txt.process("list.docx").strip()
for reader, text in seen.items():
    print(f"{reader}: {text}")
lost, mixed = "联系人：刘，村会计", "联系人：刘yǎn䶮，村会计"
sys.exit(0 if list(seen.values()) == [lost, lost, mixed] else "changed")
END
