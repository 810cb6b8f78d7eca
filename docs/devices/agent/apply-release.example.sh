#!/bin/sh
# Puts a release of files in place: docs/devices/files.md says what it is told. It must not matter if it is run twice.
set -eu
target=/opt/$SLIPWAY_PRODUCT
folder=$target-$SLIPWAY_VERSION

rm -rf "$folder"
cp -r "$SLIPWAY_RELEASE_DIR" "$folder"
sync
# The name leads to the old release or to the new one, whenever the power is cut.
ln -sfn "$folder" "$target.new"
mv -T "$target.new" "$target"
systemctl restart "$SLIPWAY_PRODUCT"
