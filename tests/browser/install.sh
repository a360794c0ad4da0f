#!/usr/bin/env bash
# Install what the browser tests need and is missing, and say so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
    echo "The browser tests need Node.js 20 or newer with npm, from nodejs.org or your" \
        "system's packages. Install it, then run this again." >&2
    exit 1
fi
if [ "$(node --print 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    echo "The browser tests need Node.js 20 or newer; this is $(node --version)." >&2
    exit 1
fi

if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    echo "Installing playwright-core and axe-core into tests/browser/node_modules."
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi

if ! message=$(node find_chromium.mjs 2>&1); then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo "$message" >&2
        exit 1
    fi
    echo "Installing Debian's package chromium."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-dejavu-core > /dev/null
    message=$(node find_chromium.mjs)
fi
echo "Browser: $message"
