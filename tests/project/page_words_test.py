"""A mistake in lexicon/pages/ ends the build with its file, its line and a sentence."""
import pathlib
import subprocess
import sys
import tempfile

COMPILER = pathlib.Path(sys.argv[1]) / "lexicon/pages/compile.py"
MISTAKES = [
    ("phrases.tsv", "# a comment\nwall\tfirst\tAlready\n", ':2: "Already" is not folded'),
    ("phrases.tsv", "walls\tfirst\talready\n", ':1: "walls" is none of'),
    ("phrases.tsv", "wall\tfirst\n", ":1: 2 columns instead of 3"),
    ("phrases.tsv", "wall\tfirst\talready\n\nwall\tfirst\talready\n", ":3: it stands there already"),
    ("classes.tsv", "body\tarticle\nhint\tarticle\n", ':2: "article" stands there already'),
    ("classes.tsv", "body loud\tarticle\n", ':1: "loud" is none of'),
    ("months.tsv", "whole\t1\tjanuary\n", ':1: "begins" is not there for each month'),
    ("contacts.tsv", "shout\they\n", ':1: "shout" is none of'),
]

failures = 0
with tempfile.TemporaryDirectory() as folder:
    for name, content, sentence in MISTAKES:
        path = pathlib.Path(folder) / name
        path.write_text(content, encoding="utf-8")
        answer = subprocess.run([sys.executable, COMPILER, path.with_suffix(".c"), path], capture_output=True, text=True)
        if answer.returncode != 1 or f"{path}{sentence}" not in answer.stderr or answer.stdout:
            print(f"{name} with {content!r}: exit {answer.returncode}, {answer.stderr.strip()!r} instead of {sentence!r}")
            failures += 1
        if path.with_suffix(".c").exists():
            print(f"{name} with {content!r}: tables were made all the same")
            failures += 1
sys.exit(1 if failures else 0)
