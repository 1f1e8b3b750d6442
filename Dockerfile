FROM node:22-bookworm-slim AS dependencies
WORKDIR /app
# The manifests alone, so that a change of the code does not install everything again.
COPY package.json package-lock.json ./
COPY sandbox/chat/package.json sandbox/chat/
RUN npm ci --omit=dev && npm cache clean --force

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# Without DATABASE_URL the embedded PostgreSQL keeps its data here: mount a volume.
RUN install --directory --owner=node --group=node /data
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json tsconfig.json ./
COPY migrations ./migrations
COPY src ./src
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1, so that SIGTERM reaches it and running work is finished or handed back.
ENTRYPOINT ["node", "--import", "tsx", "src/infrastructure/main.ts"]
