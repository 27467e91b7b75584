/** What the index shows over HTTP: its API, its pages, its feeds. */
@NullMarked
package dunlin.tracker.web;

import org.jspecify.annotations.NullMarked;
