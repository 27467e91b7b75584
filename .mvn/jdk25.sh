# Sourced by dunlin, check and bench/run (POSIX sh): exports JAVA_HOME as the home of a JDK 25 or later,
# or says in one line what to install and exits 1; and sees to a locale with UTF-8. Reads the `release` file each JDK has:
# no JVM starts for it, and where JAVA_HOME is set no process at all.

is_jdk25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='="' read -r key _ value _; do
        if [ "$key" = JAVA_VERSION ]; then
            [ "0${value%%[!0-9]*}" -ge 25 ]
            return
        fi
    done <"$1/release"
    return 1
}

# Sets `home` to the first of the folders that is one, if any is.
first_jdk25() {
    for home; do
        if is_jdk25 "$home"; then return; fi
    done
    return 1
}

# The home that the `java` of the PATH belongs to, through all its links: /usr/bin/java -> ... -> HOME/bin/java.
home_of_java_in_path() {
    java=$(command -v java) && java=$(readlink -f "$java") && echo "${java%/bin/java}"
}

find_jdk25() {
    first_jdk25 "${JAVA_HOME:-}" || first_jdk25 "$(home_of_java_in_path)" || first_jdk25 \
        /usr/lib/jvm/* /opt/* /opt/*/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
}

if ! find_jdk25; then
    echo "Dunlin needs a JDK 25 or later: install one (https://adoptium.net, or 'sdk install java 25-tem') or set JAVA_HOME to its folder." >&2
    exit 1
fi
export JAVA_HOME="$home"

# Java takes the letters of file names from the locale: without UTF-8 it could not open those beyond ASCII. One that is named
# need not be installed, and then is none; this one is there wherever a JDK 25 runs, and nothing else here goes by the locale.
export LC_ALL=C.UTF-8
