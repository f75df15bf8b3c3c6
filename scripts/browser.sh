#!/usr/bin/env bash
# Prints the paths of a Chromium-family browser and of its driver, one a line; exits 1 when either is missing.
for browser in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$browser" && break
done || exit 1
for driver in chromedriver chromium.chromedriver /usr/lib/chromium-browser/chromedriver; do
    command -v "$driver" && exit 0
done
exit 1
