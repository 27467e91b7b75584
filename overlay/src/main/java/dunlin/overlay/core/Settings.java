package dunlin.overlay.core;

import java.time.Duration;

/**
 * The numbers of an overlay node. {@link #DEFAULT} has those that the simulations in {@code bench}
 * were run with.
 *
 * @param neighbours how many links a member wants to hold, both ways counted
 * @param newcomerPlaces places beyond them, for who has fewer
 * @param doors how many links a visitor holds
 * @param guests most links to others that ask something, visitors above all
 * @param known most members that are remembered beside the neighbours
 * @param knownInPrefix most of them in one /16 of IPv4, or /32 of IPv6
 * @param dialsAtOnce most attempts to reach a new neighbour at one time
 * @param walk how far the notice of a newcomer and a shuffle walk, in steps
 * @param shuffleEvery how often members exchange whom they know; a sixth of it shorter or longer
 * @param keepalive how often a neighbour is asked for a sign of life
 * @param silence how long an answer may take before the one asked counts as lost
 * @param outlook how often a member who was met once, and is no neighbour now, is looked up, so
 *     that parts of a network find each other again
 * @param cardChange least time between two cards of one owner
 * @param cardRenewal how often an unchanged card is sent again
 * @param cardLife after what time a card is dead, unless renewed
 * @param clockSkew how far the clocks of members may differ
 * @param cards most cards of others that are kept
 * @param cardsInPrefix most of them from one /24 of IPv4, or /48 of IPv6
 * @param reach to how many members a card and a question go, as a multiple of the root of the
 *     network's size
 * @param leastReach the same in members, however small the network seems
 * @param mostReach the same, however large it seems
 * @param messagesAtOnce how many messages may come along a link at one time
 * @param messagesASecond and how many in the long run
 * @param cardsAtOnce how many new cards may come along a link at one time
 * @param cardsASecond and how many in the long run
 * @param questionsAtOnce how many questions a neighbour may put at one time
 * @param questionsASecond and how many in the long run
 * @param questionMemory how many questions are remembered
 * @param questionLife and for how long
 * @param round how long a round of a search waits for its first answer
 * @param search how long a search may last
 * @param ask how long one member may take that is asked itself, dialling included
 * @param asksAtOnce how many members one search, or one look at the map, asks at a time
 */
public record Settings(
        int neighbours,
        int newcomerPlaces,
        int doors,
        int guests,
        int known,
        int knownInPrefix,
        int dialsAtOnce,
        int walk,
        Duration shuffleEvery,
        Duration keepalive,
        Duration silence,
        Duration outlook,
        Duration cardChange,
        Duration cardRenewal,
        Duration cardLife,
        Duration clockSkew,
        int cards,
        int cardsInPrefix,
        double reach,
        int leastReach,
        int mostReach,
        int messagesAtOnce,
        int messagesASecond,
        int cardsAtOnce,
        int cardsASecond,
        int questionsAtOnce,
        int questionsASecond,
        int questionMemory,
        Duration questionLife,
        Duration round,
        Duration search,
        Duration ask,
        int asksAtOnce) {

    public static final Settings DEFAULT =
            new Settings(
                    8,
                    2,
                    4,
                    24,
                    48,
                    2,
                    4,
                    6,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(20),
                    Duration.ofMinutes(10),
                    512,
                    8,
                    4.0,
                    64,
                    2_048,
                    512,
                    64,
                    256,
                    4,
                    20,
                    5,
                    8_192,
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(8),
                    8);

    public Settings {
        if (neighbours < 2 || neighbours + newcomerPlaces > 16) {
            throw new IllegalArgumentException(
                    "2 to 16 neighbours, not " + neighbours + " and " + newcomerPlaces);
        }
    }

    /** All places for neighbours. */
    int places() {
        return neighbours + newcomerPlaces;
    }
}
