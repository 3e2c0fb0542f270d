#!/bin/sh
# extract.sh README FOLDER [LANGUAGE]: writes each ```LANGUAGE block (cpp) to FOLDER/block_N.LANGUAGE, and prints the
# files' names.
set -eu
readme=$1 folder=$2 language=${3:-cpp}
mkdir -p "$folder/new"
awk -v folder="$folder/new" -v language="$language" '
    $0 == "```" language { inside = 1; text = ""; whole = 0; next }
    /^```$/ && inside {
        inside = 0
        file = folder "/block_" ++count "." language
        if (!whole && language == "cpp")
            text = "#include <lmq/client.hpp>\nusing namespace std::chrono_literals;\nvoid report(const std::string &text);\nvoid snippet(lmq::Client &client);\n" \
                   "void snippet(lmq::Client &client)\n{\n" text "}\n"
        printf "%s", text > file
        close(file)
    }
    inside { text = text $0 "\n"; if ($0 ~ /^#include/) whole = 1 }
    END { if (count == 0) { print "no " language " block in the README" > "/dev/stderr"; exit 1 } }
' "$readme"
for file in "$folder"/new/block_*."$language"; do
    name=$folder/$(basename "$file")
    cmp -s "$file" "$name" || mv "$file" "$name" # an unchanged block is not compiled again
    echo "$name"
done
rm -rf "$folder/new"
