#!/usr/bin/env python3
"""Makes the tables of parsers/page_words.h from the .tsv files beside it: compile.py OUTPUT.c FILE.tsv...

A mistake ends the build with "file:line: sentence".
"""
import pathlib
import sys
import unicodedata


class Mistake(Exception):
    def __init__(self, sentence, line=1):
        super().__init__(sentence)
        self.line = line


class Row(list):
    def __init__(self, columns, line):
        super().__init__(columns)
        self.line = line


def of_one(what, allowed, row):
    if what not in allowed:
        raise Mistake(f'"{what}" is none of {", ".join(allowed)}', row.line)
    return what.upper()


def literal(text):
    return '"' + "".join(c if ord(c) < 128 and c.isprintable() and c not in '"\\' else
                         "".join(f"\\{byte:03o}" for byte in c.encode()) for c in text) + '"'


def with_spaces(text):
    """'_' at an end is a space that nobody would see there."""
    text = text.replace("\\n", "\n")
    text = " " + text[1:] if text.startswith("_") else text
    return text[:-1] + " " if text.endswith("_") else text


def folded(text, row):
    if unicodedata.normalize("NFKC", text).lower() != text:
        raise Mistake(f'"{text}" is not folded: small letters, NFKC', row.line)
    return text


def phrases(rows):
    for row in rows:
        role, stands, phrase = row
        yield (f"{{{literal(folded(phrase, row))}, {of_one(stands, ('whole', 'first', 'colon'), row)}, "
               f"LINE_{of_one(role, ('wall', 'notice', 'link', 'credit', 'call', 'end'), row)}}}")


SIGNS = ("beside", "comments", "body", "hint", "standfirst", "date", "published", "author", "name")


def classes(rows):
    """Sorted by bytes, for bsearch()."""
    made = {}
    for row in rows:
        signs, word = row
        if len(word) > 24 or not word.isascii() or word != word.lower() or word in made:
            raise Mistake(f'"{word}" stands there already or is no word of up to 24 small letters', row.line)
        made[word] = " | ".join("SIGN_" + of_one(sign, SIGNS, row) for sign in signs.split())
    return [f"{{{literal(word)}, {made[word]}}}" for word in sorted(made)]


def signs_of_dates(rows):
    return [f"{{{literal(row[1])}, {literal(with_spaces(row[2]))}}}" for row in rows if row[0] == "sign"]


def months(kind, rows):
    named = {int(row[1]): row[2] for row in rows if row[0] == kind}
    if sorted(named) != list(range(1, 13)):
        raise Mistake(f'"{kind}" is not there for each month')
    return [literal(named[month]) for month in range(1, 13)]


def array(kind, name, make):
    """An array of all rows and how many it has."""
    return lambda rows: (f"const {kind} {name}[] = {{\n\t" + ",\n\t".join(make(rows)) + ",\n};\n"
                         f"const size_t {name}_count = sizeof({name}) / sizeof(*{name});\n")


def twelve(kind, name):
    return lambda rows: f"const char *const {name}[] = {{\n\t" + ",\n\t".join(months(kind, rows)) + ",\n};\n"


def word_list(kind, name):
    def made(rows):
        words = [literal(with_spaces(row[1])) for row in rows if row[0] == kind]
        return f"const struct word_list {name} = {{(const char *const[]){{\n\t" + ",\n\t".join(words) + f",\n}}, {len(words)}}};\n"
    return made


# Of each file: how many columns a row has, its first words where these are names, and what is made of the rows.
FILES = {
    "phrases": ({3}, None, [array("struct phrase", "page_phrases", phrases)]),
    "classes": ({2}, None, [array("struct class_word", "page_classes", classes)]),
    "months": ({3}, {"begins", "whole"}, [twelve("begins", "month_beginnings"), twelve("whole", "month_names")]),
    "dates": ({2, 3}, {"sign", "ordinal", "between"}, [array("struct date_sign", "date_signs", signs_of_dates),
                                                       word_list("ordinal", "date_ordinals"), word_list("between", "date_between")]),
}
for name, kinds in (("bylines", ("before", "opening", "start", "mark", "behind", "nobody")), ("contacts", ("network", "opening", "call"))):
    FILES[name] = ({2}, set(kinds), [word_list(kind, f"{name[:-1]}_{kind}") for kind in kinds])


def rows_of(path, columns, kinds):
    seen = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("# ") or line == "#":
            continue
        row = Row(line.split("\t"), number)
        if len(row) not in columns:
            raise Mistake(f"{len(row)} columns instead of {' or '.join(map(str, sorted(columns)))}", number)
        if kinds and row[0] not in kinds:
            raise Mistake(f'"{row[0]}" is none of {", ".join(sorted(kinds))}', number)
        if line in seen:
            raise Mistake("it stands there already", number)
        seen.add(line)
        yield row


def tables_of(path):
    columns, kinds, makes = FILES[path.stem]
    rows = list(rows_of(path, columns, kinds))
    return [make(rows) for make in makes]


def main():
    output, *inputs = (pathlib.Path(argument) for argument in sys.argv[1:])
    made = []
    for path in inputs:
        try:
            made += tables_of(path)
        except Mistake as mistake:
            sys.exit(f"{path}:{mistake.line}: {mistake}")
    output.write_text('#include "parsers/page_words.h"\n\n' + "\n".join(made), encoding="utf-8")


main()
