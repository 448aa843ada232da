# What is built runs on any platform, so it is built on the one at hand.
FROM --platform=$BUILDPLATFORM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# Node and the libraries that it needs, each at its place, and nothing else.
FROM node:24-alpine AS runtime
RUN set -eu; \
  node="$(command -v node)"; \
  for file in "$node" $(ldd "$node" | grep -o '/[^ )]*' | sort -u); do \
    mkdir -p "/runtime$(dirname "$file")"; \
    cp -L "$file" "/runtime$file"; \
  done; \
  mkdir -p /runtime/bin; \
  [ -e /runtime/bin/node ] || ln -s "$node" /runtime/bin/node

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="livekit-mock" \
  org.opencontainers.image.description="A programmable mock of the LiveKit server" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION"
COPY --from=runtime /runtime/ /
COPY --from=build /build/LICENSE /build/NOTICE /build/dist/LICENSES.txt /livekit-mock/
COPY --from=build /build/dist/livekit-mock.cjs /build/dist/mock.cjs /livekit-mock/
USER 65532:65532
EXPOSE 9999 10000 10001 10002
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --start-interval=200ms \
  CMD ["/bin/node", "/livekit-mock/livekit-mock.cjs", "health", "--running"]
ENTRYPOINT ["/bin/node", "/livekit-mock/livekit-mock.cjs"]
