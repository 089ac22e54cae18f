# syntax=docker/dockerfile:1
# Mosaic as an image: built in the first stage, run in the second by a user who is not root, on a read-only root file system.
#   docker build -t mosaic .
#   docker run -p 3000:3000 -v mosaic:/data --read-only --tmpfs /tmp mosaic

# This Node only installs and builds: Mosaic runs on the one that its lockfile names.
FROM node:22-bookworm-slim AS build
WORKDIR /app
RUN apt-get update \
 && apt-get install -y --no-install-recommends libatomic1 \
 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
COPY scripts/install.mjs ./scripts/
RUN npm --version && node scripts/install.mjs
COPY tsconfig.json vite.config.ts ./
COPY scripts ./scripts
COPY src ./src
RUN node_modules/.bin/node scripts/build.ts
COPY deploy ./deploy
RUN node_modules/.bin/node deploy/slim.mjs

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends libatomic1 libstdc++6 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 mosaic \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin mosaic \
 && install -d -o 10001 -g 10001 -m 0700 /data /data/backups
WORKDIR /app
COPY --from=build /app /app
COPY LICENSE CHANGELOG.md /app/
RUN ln -s /app/node_modules/.bin/node /usr/local/bin/node \
 && install -m 0755 /app/deploy/mosaic.sh /usr/local/bin/mosaic
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    MOSAIC_DATA=/data \
    XDG_CACHE_HOME=/data/.cache
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "/app/deploy/healthy.mjs"]
STOPSIGNAL SIGTERM
# No VOLUME: Railway refuses it, and a volume without a name is lost with its container.
# `root` where a platform mounts volumes that belong to root: Mosaic then takes the folder over and goes on as 10001.
ARG RUN_AS=10001:10001
USER ${RUN_AS}
ENTRYPOINT ["mosaic"]
CMD ["serve"]
