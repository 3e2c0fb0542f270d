package io.lmq;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/** The threads of the process by name, as the system and as the virtual machine sees them. */
final class Threads {
    private Threads() {}

    /** How many of each name; those of the machine's own compilers and collectors left out, which come and go. */
    static Map<String, Integer> now() throws IOException {
        Map<String, Integer> count = new TreeMap<>();
        File[] tasks = new File("/proc/self/task").listFiles();
        for (File task : tasks == null ? new File[0] : tasks) {
            try {
                byte[] name = Files.readAllBytes(new File(task, "comm").toPath());
                count.merge("system: " + Native.text(name).trim(), 1, Integer::sum);
            } catch (IOException e) {
                continue; // it has just ended
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            count.merge("java: " + thread.getName(), 1, Integer::sum);
        }
        count.keySet().removeIf(name -> name.matches(".*(C[12] Compiler|GC Thread|Sweeper|VM |Common-Cleaner).*"));
        return count;
    }
}
