/**
 * What a person sees of the network of named peers: who is there, what each shares, how all is
 * linked.
 */
@NullMarked
package dunlin.cli.network;

import org.jspecify.annotations.NullMarked;
