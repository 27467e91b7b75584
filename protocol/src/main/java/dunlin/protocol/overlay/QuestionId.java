package dunlin.protocol.overlay;

import java.util.random.RandomGenerator;

/**
 * What a question is known by while it spreads: 16 random bytes, chosen by the asker. What is
 * signed in answer to it holds them, so that nobody can replay it to another question.
 */
public record QuestionId(long high, long low) {
    /** A new one. @param random must not be guessed by others */
    public static QuestionId random(RandomGenerator random) {
        return new QuestionId(random.nextLong(), random.nextLong());
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
