package dunlin.protocol.search;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.StringJoiner;

/** A query as text, in the form that {@link QueryParser} describes. */
final class QueryText {
    private final StringJoiner terms = new StringJoiner(" ");

    QueryText(SearchQuery query) {
        query.words().forEach(terms::add);
        query.minSize().ifPresent(size -> terms.add("size:>" + size(size)));
        query.maxSize().ifPresent(size -> terms.add("size:<" + size(size)));
        query.since().ifPresent(time -> terms.add("after:" + time(time)));
        query.before().ifPresent(time -> terms.add("before:" + time(time)));
        query.owner().ifPresent(owner -> terms.add("by:" + quoted(owner)));
        query.types().forEach(type -> terms.add("type:" + type));
        query.tags().forEach(tag -> terms.add("tag:" + quoted(tag)));
    }

    /** In the largest unit in which it is a whole number. */
    private static String size(long bytes) {
        long number = bytes;
        int unit = 0;
        while (number != 0 && number % 1024 == 0 && unit < ByteSize.UNITS.length()) {
            number /= 1024;
            unit++;
        }
        return unit == 0
                ? Long.toString(number)
                : number + ByteSize.UNITS.substring(unit - 1, unit);
    }

    private static String time(Instant time) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        return utc.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? utc.toLocalDate().toString()
                : time.toString();
    }

    private static String quoted(String text) {
        return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.#~".indexOf(c) >= 0)
                ? text
                : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    @Override
    public String toString() {
        return terms.toString();
    }
}
