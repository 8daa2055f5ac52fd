-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "resource" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "arn" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config" JSONB,
    "tags" JSONB NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "resource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link" (
    "from_id" TEXT NOT NULL,
    "to_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "to_arn" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_pkey" PRIMARY KEY ("from_id","to_id","kind","first_seen")
);

-- CreateTable
CREATE TABLE "resource_change" (
    "id" BIGSERIAL NOT NULL,
    "resource_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "change" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "resource_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "series" (
    "id" SERIAL NOT NULL,
    "resource_id" TEXT NOT NULL,
    "family" TEXT NOT NULL,

    CONSTRAINT "series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resource_state" (
    "resource_id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "resource_state_pkey" PRIMARY KEY ("resource_id")
);

-- CreateTable
CREATE TABLE "verdict_transition" (
    "id" BIGSERIAL NOT NULL,
    "resource_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_state" TEXT,
    "to_state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "because" TEXT NOT NULL,

    CONSTRAINT "verdict_transition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scope_status" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scope_status_pkey" PRIMARY KEY ("account_id","region")
);

-- CreateTable
CREATE TABLE "api_call_day" (
    "day" DATE NOT NULL,
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "billed_units" DOUBLE PRECISION NOT NULL,
    "usd" DOUBLE PRECISION NOT NULL,
    "throttled" BIGINT NOT NULL,
    "failed" BIGINT NOT NULL,

    CONSTRAINT "api_call_day_pkey" PRIMARY KEY ("day","account_id","region","api")
);

-- CreateTable
CREATE TABLE "collector_heartbeat" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "backfill_done" DOUBLE PRECISION,
    "backfill_total" DOUBLE PRECISION,

    CONSTRAINT "collector_heartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "resource_arn_key" ON "resource"("arn");

-- CreateIndex
CREATE INDEX "resource_account_id_region_kind_idx" ON "resource"("account_id", "region", "kind");

-- CreateIndex
CREATE INDEX "link_to_id_idx" ON "link"("to_id");

-- CreateIndex
CREATE INDEX "resource_change_resource_id_at_idx" ON "resource_change"("resource_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "series_resource_id_family_key" ON "series"("resource_id", "family");

-- CreateIndex
CREATE INDEX "verdict_transition_at_idx" ON "verdict_transition"("at");

-- CreateIndex
CREATE UNIQUE INDEX "verdict_transition_resource_id_at_to_state_key" ON "verdict_transition"("resource_id", "at", "to_state");

-- CreateIndex
CREATE INDEX "outbox_published_at_id_idx" ON "outbox"("published_at", "id");

-- AddForeignKey
ALTER TABLE "link" ADD CONSTRAINT "link_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resource_change" ADD CONSTRAINT "resource_change_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series" ADD CONSTRAINT "series_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resource_state" ADD CONSTRAINT "resource_state_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict_transition" ADD CONSTRAINT "verdict_transition_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

