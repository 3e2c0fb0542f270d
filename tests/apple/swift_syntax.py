"""Parses Swift with tree-sitter's grammar, for want of a Swift compiler: swift_syntax.py BUILD-FOLDER FILE…

That shows a missing brace, and no wrong name or type. Exit code 77, for skipped, where the grammar cannot be had.
"""

import importlib
import os
import subprocess
import sys

PACKAGES = ["tree-sitter==0.26.1", "tree-sitter-swift==0.7.4"]


def main():
    folder, files = os.path.join(os.path.abspath(sys.argv[1]), "python"), sys.argv[2:]
    sys.path.insert(0, folder)
    try:
        import tree_sitter_swift
    except ImportError:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                   "--root-user-action=ignore", "--target", folder]
        if subprocess.run(command + PACKAGES, check=False).returncode != 0:
            print("skipped: the grammar cannot be fetched (python3-pip, and a network)")
            return 77
        importlib.invalidate_caches()
        import tree_sitter_swift
    import tree_sitter

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))
    assert parser.parse(b"func f() {").root_node.has_error, "the parser finds no error"
    wrong = []
    for name in files:
        with open(name, "rb") as file:
            if parser.parse(file.read()).root_node.has_error:
                wrong.append(name)
    for name in wrong:
        print(f"{name}: not as Swift is written", file=sys.stderr)
    print(f"{len(files) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
