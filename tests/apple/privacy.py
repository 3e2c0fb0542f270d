"""The privacy manifest says what the libraries do: privacy.py MANIFEST LIBRARY…

Apple wants a reason for each of these functions that an app names; the lists are of its documentation of "required
reason API". Our objects on Linux name the same ones as on Apple's systems, but for what their port does differently.
"""

import plistlib
import subprocess
import sys

CATEGORIES = {
    "NSPrivacyAccessedAPICategoryFileTimestamp": {
        "stat", "fstat", "fstatat", "lstat", "getattrlist", "fgetattrlist", "getattrlistat", "getattrlistbulk"},
    "NSPrivacyAccessedAPICategorySystemBootTime": {"mach_absolute_time"},
    "NSPrivacyAccessedAPICategoryDiskSpace": {"statfs", "fstatfs", "statvfs", "fstatvfs"},
}


def main():
    with open(sys.argv[1], "rb") as file:
        manifest = plistlib.load(file)
    said = {entry["NSPrivacyAccessedAPIType"] for entry in manifest["NSPrivacyAccessedAPITypes"]}
    assert all(entry["NSPrivacyAccessedAPITypeReasons"] for entry in manifest["NSPrivacyAccessedAPITypes"])
    assert manifest["NSPrivacyTracking"] is False and manifest["NSPrivacyTrackingDomains"] == []
    listed = subprocess.run(["nm", "-u", *sys.argv[2:]], capture_output=True, text=True, check=True).stdout
    named = {line.split()[1].split("64")[0] for line in listed.splitlines() if line.strip().startswith("U ")}
    assert "clock_gettime" in named, "nm has listed nothing"
    used = {category for category, names in CATEGORIES.items() if named & names}
    assert used == said, f"the manifest says {said}, the libraries use {used}"
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
