-- What was told to whom, and what still is to be.
CREATE TABLE "notification" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "incident" TEXT,
    "thread" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "because" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "severity" INTEGER,
    "resources" INTEGER NOT NULL,
    "acknowledged_by" TEXT,
    "assignee" TEXT,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "tried_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "reference" TEXT,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "channel_state" (
    "name" TEXT NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "ok_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "channel_state_pkey" PRIMARY KEY ("name")
);

CREATE UNIQUE INDEX "notification_key_key" ON "notification"("key");
CREATE INDEX "notification_incident_id_idx" ON "notification"("incident", "id");
CREATE INDEX "notification_state_idx" ON "notification"("state");
