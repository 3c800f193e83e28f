#!/usr/bin/env bash
# Installs the browser that `make browser` uses, from Debian. Needs root.
set -euo pipefail
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    chromium chromium-driver
