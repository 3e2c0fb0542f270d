#ifndef LMQ_TESTS_CROSS_FOLDER_H
#define LMQ_TESTS_CROSS_FOLDER_H

enum { FOLDER_TEXT = 64 };

/* A folder of the test's own, in the current one. */
typedef struct folder {
    char path[FOLDER_TEXT];
} folder;

void folder_make(folder *made);
/* Writes the path of a file in it to `path`, of 2 * FOLDER_TEXT bytes, and answers it. */
const char *folder_file(const folder *made, const char *name, char *path);
/* Removes it with the files in it. */
void folder_end(folder *made);

#endif
