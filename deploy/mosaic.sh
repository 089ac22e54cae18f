#!/bin/sh
# `mosaic` in the image: `docker exec CONTAINER mosaic doctor`.
exec node /app/deploy/start.mjs "$@"
