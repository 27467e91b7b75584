package dunlin.cli.command;

/**
 * Something that is not in a share that was made, or not on the disk of whoever fetched it; the
 * JSON names are a contract.
 */
record LeftOut(String path, String why) {}
