package dunlin.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** What a script answered: a list of integers and byte strings. */
record Answer(List<?> parts) {
    /**
     * @param answer as the client hands it out
     */
    Answer(Object answer) {
        this((List<?>) answer);
    }

    int size() {
        return parts.size();
    }

    int integer(int index) {
        return Math.toIntExact((Long) parts.get(index));
    }

    byte[] bytes(int index) {
        return (byte[]) parts.get(index);
    }

    String text(int index) {
        return new String(bytes(index), UTF_8);
    }
}
