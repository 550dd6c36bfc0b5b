# Shared by the commands beside it: where things are, and how what is missing is installed.
# shellcheck shell=bash
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cache="${HOTLINE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hotline}"
export HOTLINE_CACHE="$cache" HOTLINE_MODELS="$cache/models"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# A step of its own line: what begins, and how long it took.
step() {
    local title="$1" began=$SECONDS
    shift
    say "== $title"
    "$@" || die "== $title: failed"
    say "== $title: done in $((SECONDS - began)) s"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Installs the Debian packages that are missing, of those named in files under deploy/packages.
install_packages() {
    local missing=() name
    while read -r name; do
        [ -z "$name" ] && continue
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
    done < <(cat "${@/#/$root/deploy/packages/}" | sed 's/#.*//; s/[[:space:]]*$//')
    [ "${#missing[@]}" = 0 ] && return 0
    say "installing from Debian: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

require_swift() {
    command -v swift >/dev/null || die "Swift 6.3 is needed and not found. Install it from https://www.swift.org/install/linux/ and run this again."
    swift --version 2>/dev/null | grep -qE 'Swift version (6\.[3-9]|[7-9])' || die "Swift 6.3 or newer is needed; found: $(swift --version 2>/dev/null | head -1)"
}

prepare_models() { "$root/deploy/models/prepare" --cache "$cache"; }

# One build serves the demonstration and the tests.
build_suite() { (cd "$root" && swift build "$@" 2>&1 | progress); }

# Keeps the terminal alive with the compiler's counter, and shows errors and our own warnings whole.
progress() { python3 -u "$root/deploy/progress.py"; }
