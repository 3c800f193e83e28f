#!/usr/bin/env bash
# Installs the encoders that `make encoders` uses, from Debian or Ubuntu. Needs root.
set -euo pipefail
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    ffmpeg lame twolame libheif-examples webp libavif-bin exiv2 imagemagick libjpeg-turbo-progs \
    vorbis-tools flac
