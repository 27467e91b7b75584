/**
 * What strangers send, thrown at the parsers at random. As part of the tests each target is tried
 * with what lies in the resources beside it; {@code JAZZER_FUZZ=1 ./mvnw -pl protocol test
 * -Dtest=ParsersFuzzTest#announceQuery} goes on searching for minutes.
 */
@NullMarked
package dunlin.protocol.fuzz;

import org.jspecify.annotations.NullMarked;
