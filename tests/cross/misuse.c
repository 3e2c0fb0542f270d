#include "misuse.h"

#include <stdlib.h>
#include <string.h>

void every_length(text_writer write, const void *subject)
{
    size_t needed = 0, length = 0, size, i;
    char *buffer;
    ANSWERS(LMQ_ERROR_BUFFER_TOO_SMALL, write(subject, NULL, 0, &needed));
    ANSWERS(LMQ_ERROR_BUFFER_TOO_SMALL, write(subject, NULL, needed + 1, NULL));
    buffer = malloc(needed + 2);
    NEED(buffer != NULL);
    for (size = 0; size <= needed + 1; ++size) {
        memset(buffer, 'x', needed + 2);
        ANSWERS(size > needed ? LMQ_OK : LMQ_ERROR_BUFFER_TOO_SMALL, write(subject, buffer, size, &length));
        CHECK(length == needed);
        if (size > needed)
            CHECK(strlen(buffer) == needed);
        else if (size > 0)
            CHECK(buffer[0] == '\0');
        for (i = size; i < needed + 2; ++i)
            if (!CHECK(buffer[i] == 'x')) break;
    }
    free(buffer);
}

enum { HUGE_TEXT = 1 << 20 };

lmq_view odd_view(unsigned which)
{
    static char letters[HUGE_TEXT], slashes[HUGE_TEXT], nuls[HUGE_TEXT];
    if (letters[0] == '\0') {
        memset(letters, 'a', sizeof letters);
        memset(slashes, '/', sizeof slashes);
    }
    switch (which) {
    case 0:
        return lmq_view_of(NULL);
    case 1:
        return lmq_view_from(NULL, (size_t)-1);
    case 2:
        return lmq_view_of("");
    case 3:
        return lmq_view_from(letters, sizeof letters);
    case 4:
        return lmq_view_from(slashes, sizeof slashes);
    case 5:
        return lmq_view_from(nuls, sizeof nuls);
    case 6:
        return lmq_view_of("\xFF\xFE\xC0\x80");
    case 7:
        return lmq_view_of("\xED\xA0\x80/\xF4\x90\x80\x80"); /* a surrogate, and beyond the last character */
    case 8:
        return lmq_view_of("$SYS/#/+");
    default:
        return lmq_view_of("GID_AAA@@@");
    }
}

void sensible(lmq_error answer)
{
    CHECK(answer == LMQ_OK || strcmp(lmq_error_name(answer), "internal") != 0);
}
