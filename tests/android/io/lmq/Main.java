package io.lmq;

import io.lmq.testing.Broker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;

/** Runs the tests, and after each looks whether it left a thread, a reference or a completion behind. */
public final class Main {
    private static final Class<?>[] TESTS = {
        ValuesTest.class, OptionsTest.class, MessagesTest.class, TokensTest.class, HandlersTest.class, LifeTest.class};

    private static int passed;
    private static int failed;

    private Main() {}

    /**
     * Runs all tests, or those whose names contain one of the arguments.
     *
     * @param arguments see above
     * @throws Exception when there is nothing to run them with
     */
    public static void main(String[] arguments) throws Exception {
        warmUp();
        for (Class<?> tests : TESTS) {
            Method[] methods = tests.getDeclaredMethods();
            Arrays.sort(methods, (a, b) -> a.getName().compareTo(b.getName()));
            for (Method method : methods) {
                boolean wanted = arguments.length == 0
                        || Arrays.stream(arguments).anyMatch(part -> method.getName().contains(part));
                if (wanted && method.isAnnotationPresent(Test.class)) {
                    run(method);
                }
            }
        }
        System.out.println(passed + " passed, " + failed + " failed");
        System.exit(failed == 0 && passed > 0 ? 0 : 1);
    }

    /** Starts what a process has once and for all: Paho's threads, and those of the virtual machine. */
    private static void warmUp() throws Exception {
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "warm-up")) {
            Check.done(device.client.publish("TopicA/x", "x"));
        }
    }

    private static void run(Method test) throws Exception {
        long began = System.nanoTime();
        Map<String, Integer> before = Threads.now();
        int held = Native.heldObjects();
        try {
            test.invoke(null);
            Check.eventually("no thread of lmq is attached", () -> Native.attachedThreads() == 0);
            Check.same(Native.heldObjects(), held);
            try {
                Check.eventually("the same threads as before", () -> Threads.now().equals(before));
            } catch (AssertionError e) {
                throw new AssertionError("threads before " + before + " and after " + Threads.now(), e);
            }
            ++passed;
            System.out.println("passed " + test.getName() + " " + (System.nanoTime() - began) / 1000000 + " ms");
        } catch (InvocationTargetException e) {
            fail(test, e.getCause());
        } catch (AssertionError e) {
            fail(test, e);
        }
    }

    private static void fail(Method test, Throwable why) {
        ++failed;
        System.out.println("FAILED " + test.getName());
        why.printStackTrace(System.out);
    }
}
