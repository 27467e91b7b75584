/** Peers tell each other of peers (BEP 11): whom to tell of whom and when, and what to believe. */
@NullMarked
package dunlin.swarm.exchange;

import org.jspecify.annotations.NullMarked;
