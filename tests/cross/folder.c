#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

void folder_make(folder *made)
{
    strcpy(made->path, "abi_test_XXXXXX");
    NEED(mkdtemp(made->path) != NULL);
}

const char *folder_file(const folder *made, const char *name, char *path)
{
    NEED(strlen(name) < FOLDER_TEXT - 1);
    sprintf(path, "%s/%s", made->path, name);
    return path;
}

void folder_end(folder *made)
{
    DIR *entries = opendir(made->path);
    struct dirent *entry;
    char path[2 * FOLDER_TEXT];
    NEED(entries != NULL);
    while ((entry = readdir(entries)) != NULL)
        if (entry->d_name[0] != '.') remove(folder_file(made, entry->d_name, path));
    closedir(entries);
    CHECK(rmdir(made->path) == 0);
}
