/**
 * What a member of the network decides: whom to know, what to tell whom, what to answer. Told of
 * messages and time; knows no socket, no thread and no clock.
 */
@NullMarked
package dunlin.overlay.core;

import org.jspecify.annotations.NullMarked;
