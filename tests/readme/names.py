"""Every name in sdk/docs/capabilities.md exists, and the public names in other pages and the headers: names.py ROOT

What stands in backticks is looked up by its shape: a C++ name, a C name, a path of HTTP, an option of lmq-broker, an
example, a file. Each check is then made with the name spoilt, and must fail.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
DOCS = ROOT / "sdk/docs"
OTHER_PAGES = ["c", "durability", "getting-started", "getting-started.zh-CN", "offline", "presence", "testing",
               "threading", "timeouts", "tls", "tokens"]
NAMESPACES = {"lmq", "cloud", "mq", "control", "broker"}
# Words of the page that are no names to look up.
WORDS = {"lmq", "lmq-broker", "lmq-broker --http", "lmq_c/", "GroupID@@@DeviceID", "cloud::", "mq", "mq::", "broker::",
         "control"}

LIBRARIES = {"lmq_c_broker", "lmq_c_cloud"}


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)


def read(*patterns):
    files = [file for pattern in patterns for file in sorted(ROOT.glob(pattern))]
    assert files, patterns
    return "\n".join(without_comments(file.read_text()) for file in files)


CPP = read("sdk/include/lmq/**/*.hpp", "tools/broker/include/lmq_broker/*.hpp")
C = read("sdk/include/lmq_c/*.h", "tools/broker/include/lmq_c/*.h")
ROUTES = read("tools/broker/src/http/*.cpp")
COMMAND_LINE = read("tools/broker/command_line.cpp")


def body(text, kind, name):
    """What stands between the braces of a class, struct or enumeration."""
    begin = re.search(rf"\b(?:{kind}) (?:LMQ_API )?{name}\b[^;{{()]*{{", text)
    if not begin:
        return None
    depth, position = 1, begin.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        position += 1
    return text[begin.end():position]


def cpp(name):
    parts = name.split("::")
    while len(parts) > 1 and parts[0] in NAMESPACES:
        if parts[0] != "lmq" and f"namespace lmq::{parts[0]}\n" not in CPP:
            return False
        parts.pop(0)
    if len(parts) > 2:
        return False
    if len(parts) == 2:
        inside = body(CPP, "class|struct|enum class", parts[0])
        return inside is not None and re.search(rf"\b{parts[1]}\b", inside) is not None
    kinds = "class|struct|enum class|using"
    return re.search(rf"\b(?:{kinds}) (?:LMQ_API )?{parts[0]}\b|\b{parts[0]}\(", CPP) is not None


def c(name):
    if "." in name:
        struct, member = name.split(".", 1)
        inside = body(C, "struct", struct)
        return inside is not None and re.search(rf"\b{member}\b", inside) is not None
    return re.search(rf"\b{name}\b", C) is not None


SHAPES = [(r"/[a-z].*", lambda name: re.search(re.escape(f'"{name}') + r'["/]', ROUTES) is not None),
          (r"--[a-z-]+", lambda name: f'"{name}"' in COMMAND_LINE),
          (r"\$SYS/\w+", lambda name: f'"{name}"' in CPP),
          (r"(examples|tests|tools)/[\w./-]+", lambda name: (ROOT / name).exists()),
          (r"(lmq|LMQ)_\w+(\.\w+)?", c),
          (r"[A-Za-z]\w*(::\w+)*", cpp)]


def problem(name):
    for shape, exists in SHAPES:
        if re.fullmatch(shape, name):
            if not exists(name):
                return "does not exist"
            # A name by which nothing is checked would stay when what it names goes.
            return "is found spoilt, too" if exists(name + "_spoilt") else None
    return "is of no shape that can be looked up"


def spans(text):
    prose = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return set(re.findall(r"`([^`\n]+)`", prose))


problems = []
page = (DOCS / "capabilities.md").read_text()
names = spans(page) - WORDS
problems += [f"capabilities.md: `{name}` {what}" for name in sorted(names) if (what := problem(name))]
problems += [f"capabilities.md: no page {link}" for link in re.findall(r"\]\(([^)]+)\)", page) if not (DOCS / link).exists()]
problems += [f"capabilities.md: examples/{folder.parent.name} is not in it" for folder in ROOT.glob("examples/*/README.md")
             if f"examples/{folder.parent.name}" not in names | {"examples/tour"}]
# Chapters 2 to 15 of the specification: what the service does.
sections = re.findall(r"^\| [^|]+ \| ([\d., ]+) \|", page, flags=re.M) + re.findall(r"\(spec ([\d., ]+)", page)
cited = {int(section.split(".")[0]) for text in sections for section in text.split(",")}
problems += [f"capabilities.md: nothing of chapter {chapter}" for chapter in range(2, 16) if chapter not in cited]

for name in OTHER_PAGES:
    public = {span for span in spans((DOCS / f"{name}.md").read_text())
              if re.fullmatch(r"(lmq|LMQ)_[a-z]+_\w+(\.\w+)?|lmq::(\w+::)?[A-Z]\w*(::\w+)?", span)} - LIBRARIES
    problems += [f"{name}.md: `{span}` {what}" for span in sorted(public) if (what := problem(span))]
    names |= public

index = (DOCS / "README.md").read_text()
problems += [f"README.md: {file.name} is not in it" for file in DOCS.glob("*.md")
             if f"({file.name})" not in index and file.name != "README.md"]

# What a port must give.
porting = (DOCS / "porting.md").read_text()
problems += [f"porting.md: nothing of {header.name}" for header in ROOT.glob("platform/include/lmq/platform/*.hpp")
             if not re.search(rf"^### .*\b{header.name}", porting, flags=re.M)]

# The headers' comments name what else there is: lmq_…, LMQ_…, and LMQ_ERROR_… by its end alone.
for file in sorted([*ROOT.glob("sdk/include/lmq_c/*.h"), *ROOT.glob("tools/broker/include/lmq_c/*.h")]):
    for comment in re.findall(r"/\*.*?\*/", file.read_text(), flags=re.S):
        said = set(re.findall(r"\b(?:lmq|LMQ)_\w+(?<!_)\b", comment)) - LIBRARIES
        said |= {"LMQ_ERROR" + end for end in re.findall(r"(?<=[ (])_[A-Z][A-Z_\d]+\b", comment) if end != "_INIT"}
        problems += [f"{file.name}: {name} does not exist" for name in sorted(said) if not c(name)]
        names |= said

print("\n".join(problems) or f"{len(names)} names, all of them exist")
sys.exit(1 if problems else 0)
