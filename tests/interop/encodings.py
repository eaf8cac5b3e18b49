"""Writes csv files in many encodings (`FOLDER`), and beside each as JSON what Python reads in it.

`LABEL.csv` has records made up at random, `LABEL.letters.csv` each letter there is.
"""

import csv
import json
import pathlib
import random
import sys

# The name that goflow is told, and Python's codec that comes nearest to it.
CODECS = {
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1257": "cp1257",
    "iso-8859-2": "iso8859-2",
    "iso-8859-5": "iso8859-5",
    "iso-8859-7": "iso8859-7",
    "iso-8859-15": "iso8859-15",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "ibm866": "cp866",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "shift_jis": "cp932",
    "euc-jp": "euc-jp",
    "iso-2022-jp": "iso2022-jp",
    "gbk": "gbk",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
}
ENDS = ["\n", "\r\n"]
# Where the encoding standard has another letter than Python: its KOI8-U is KOI8-RU, its EUC-JP and
# ISO-2022-JP have the letters of Windows, its GB18030 is that of 2022, its Big5 writes some otherwise.
DIFFER = {
    "koi8-u": "╝╬",
    "euc-jp": "¢£¬‖−〜",
    "iso2022-jp": "¢£¬‖−〜",
    "gb18030": "ḿ",
    "big5hkscs": "¢£¥•‾∼☉♁／＼､",
}
# Of these, nobody agrees.
PRIVATE = range(0xE000, 0xF900)


def letters(codec):
    """All that it has beyond ASCII, in one plane."""
    found = []
    differ = set(map(ord, DIFFER.get(codec, ""))) | set(PRIVATE)
    for code in list(range(0x80, 0xD800)) + list(range(0xE000, 0x10000)):
        if code in differ:
            continue
        try:
            if chr(code).encode(codec).decode(codec) == chr(code):
                found.append(chr(code))
        except UnicodeError:
            pass
    return found


def write(folder, name, codec, rows, end):
    path = folder / f"{name}.csv"
    # UTF-16 of one order has no mark.
    with open(path, "w", encoding=codec, newline="") as file:
        csv.writer(file, lineterminator=end).writerows(rows)
    with open(path, encoding=codec, newline="") as file:
        read = list(csv.reader(file))
    assert read == [[str(cell) for cell in row] for row in rows], name
    (folder / f"{name}.json").write_text(json.dumps(read), encoding="utf-8")


def main(folder):
    for label, codec in CODECS.items():
        made = random.Random(label)
        known = letters(codec)
        # Letters of several bytes may hold bytes of ASCII, and stand beside all that means something.
        alphabet = made.sample(known, min(len(known), 500)) + list('",\n\\|; aZ09') * 5
        text = lambda: "".join(made.choices(alphabet, k=made.randrange(12)))
        rows = [[n, text(), text()] for n in range(3000)]
        write(folder, label, codec, rows, made.choice(ENDS))
        rows = [[n, "".join(known[n : n + 10]), ""] for n in range(0, len(known), 10)]
        write(folder, f"{label}.letters", codec, rows, "\n")


main(pathlib.Path(sys.argv[1]))
