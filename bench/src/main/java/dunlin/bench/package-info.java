/**
 * Benchmarks of what runs for every block, every share or every announce.
 *
 * <p>To run them: {@code ./mvnw -q -pl bench -am package}, then {@code java -cp
 * 'bench/target/lib/*' org.openjdk.jmh.Main}.
 */
@NullMarked
package dunlin.bench;

import org.jspecify.annotations.NullMarked;
