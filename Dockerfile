# What is built runs on any platform, so it is built on the one at hand.
FROM --platform=$BUILDPLATFORM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-alpine
COPY --from=build /build/dist /build/LICENSE /build/NOTICE /livekit-mock/
USER node
EXPOSE 9999 10000 10001 10002
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s \
  CMD ["node", "/livekit-mock/livekit-mock.cjs", "health"]
ENTRYPOINT ["node", "/livekit-mock/livekit-mock.cjs"]
