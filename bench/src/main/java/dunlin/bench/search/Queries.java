package dunlin.bench.search;

import dunlin.bench.search.MadeUpShares.Made;
import dunlin.protocol.search.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What people might search for in the made-up shares. */
final class Queries {
    /** What kind of search it is. */
    enum Kind {
        WORDS("1 to 3 words of a name"),
        TYPING("a name as it is typed, letter by letter"),
        PATHS("words of a file's path"),
        FILTERS("words with a filter or two"),
        ONLY_FILTERS("only filters"),
        NOTHING("words that no share has together"),
        COMMON("the most common words and beginnings, alone and together"),
        DEEP("common words, result 1,000 to 10,000");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    private static final String[] COMMON_TERMS =
            "iso pdf jpg amd64 2024 2025 dataset lecture linux of data analysis ubuntu tar gz img a* d* s* 2* 1* da* li* 20* train readme md 1080 the* lec* dataset* linu* analy*"
                    .split(" ");

    private static final int FILTERS = 6;

    private final MadeUpShares shares;
    private final int number;
    private final SplittableRandom random = new SplittableRandom(42);

    /**
     * @param number how many shares there are
     */
    Queries(MadeUpShares shares, int number) {
        this.shares = shares;
        this.number = number;
    }

    /** Some queries of this kind, one after the other. */
    List<String> next(Kind kind) {
        Made made = shares.made(random.nextInt(number));
        return switch (kind) {
            case WORDS -> List.of(some(made.name(), random.nextInt(1, 4)));
            case TYPING -> typed(made.name());
            case PATHS -> {
                List<String> path = made.paths().get(random.nextInt(made.paths().size()));
                yield List.of(some(String.join(" ", path), random.nextInt(1, 3)));
            }
            case FILTERS -> List.of(some(made.name(), 1) + filters(made));
            case ONLY_FILTERS -> List.of(filters(made).strip());
            case NOTHING -> {
                Vocabulary words = shares.vocabulary();
                int rare = random.nextInt(Vocabulary.SIZE / 2, Vocabulary.SIZE);
                yield List.of(
                        words.rank(rare) + " " + words.rank(rare - 1) + " " + some(made.name(), 1));
            }
            case COMMON, DEEP -> {
                StringBuilder text = new StringBuilder(common());
                for (int more = random.nextInt(3); more > 0; more--) {
                    text.append(' ').append(common());
                }
                yield List.of(text.toString());
            }
        };
    }

    private String common() {
        return COMMON_TERMS[random.nextInt(COMMON_TERMS.length)];
    }

    private String some(String text, int count) {
        List<String> words = Words.of(text);
        List<String> some = new ArrayList<>();
        for (int i = 0; i < count && !words.isEmpty(); i++) {
            some.add(words.get(random.nextInt(words.size())));
        }
        return String.join(" ", some);
    }

    /** Of the first two words, as a page asks while they are typed. */
    private static List<String> typed(String name) {
        List<String> words = Words.of(name);
        String text = String.join(" ", words.subList(0, Math.min(2, words.size())));
        List<String> typed = new ArrayList<>();
        for (int end = 1; end <= text.length(); end++) {
            if (text.charAt(end - 1) != ' ') {
                typed.add(text.substring(0, end) + "*");
            }
        }
        return typed;
    }

    /** One, or two of different kinds. */
    private String filters(Made made) {
        int first = random.nextInt(FILTERS);
        int second = random.nextInt(FILTERS);
        return filter(made, first) + (second == first ? "" : filter(made, second));
    }

    private String filter(Made made, int which) {
        return switch (which) {
            case 0 -> " size:>" + (1 << random.nextInt(11)) + "M";
            case 1 -> " size:<" + (1 << random.nextInt(11)) + "M";
            case 2 -> " after:2025-" + "%02d".formatted(random.nextInt(1, 13));
            case 3 ->
                    " type:" + List.of("iso", "pdf", "jpg", "tar.gz", "csv").get(random.nextInt(5));
            case 4 -> " by:" + made.by().name();
            default ->
                    made.note().tags().isEmpty()
                            ? " tag:raw"
                            : " tag:" + made.note().tags().getFirst();
        };
    }
}
