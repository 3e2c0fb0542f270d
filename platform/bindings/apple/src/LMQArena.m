#import "LMQArena.h"

#include <stdlib.h>

#import "LMQMemory.h"

struct LMQArenaBlock {
    struct LMQArenaBlock *next;
    size_t size;
    union {
        char bytes[1];
        double aligned_for_double;
        void *aligned_for_pointer;
        int64_t aligned_for_integer;
    } content;
};

@implementation LMQArena

- (void)dealloc
{
    struct LMQArenaBlock *block = _blocks;
    while (block != NULL) {
        struct LMQArenaBlock *next = block->next;
        volatile char *bytes = block->content.bytes; /* else a compiler may leave out what nobody reads */
        for (size_t i = 0; i < block->size; ++i)
            bytes[i] = 0;
        free(block);
        block = next;
    }
    LMQ_SUPER_DEALLOC();
}

- (void *)bytesOfSize:(size_t)size
{
    struct LMQArenaBlock *block = calloc(1, sizeof(struct LMQArenaBlock) + size);
    if (block == NULL) abort();
    block->next = _blocks;
    block->size = size;
    _blocks = block;
    return block->content.bytes;
}

- (lmq_view)viewOfText:(NSString *)text
{
    if ([text length] == 0) return lmq_view_from(NULL, 0);
    NSUInteger size = [text lengthOfBytesUsingEncoding:NSUTF8StringEncoding];
    char *bytes = [self bytesOfSize:size + 1];
    if (size != 0 && [text getCString:bytes maxLength:size + 1 encoding:NSUTF8StringEncoding])
        return lmq_view_from(bytes, size);
    bytes[0] = (char)0xFF; /* half of a surrogate pair: in no UTF-8 is there such a byte */
    return lmq_view_from(bytes, 1);
}

- (const lmq_view *)viewsOfTexts:(LMQ_ARRAY(NSString *))texts count:(size_t *)count
{
    size_t i = 0;
    *count = [texts count];
    if (*count == 0) return NULL;
    lmq_view *views = [self bytesOfSize:*count * sizeof(lmq_view)];
    for (NSString *text in texts)
        views[i++] = [self viewOfText:text];
    return views;
}

@end
