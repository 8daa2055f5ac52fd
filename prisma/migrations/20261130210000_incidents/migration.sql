-- Alarms as they were left, and every change of their state.
CREATE TABLE "alarm" (
    "id" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alarm_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "alarm_transition" (
    "id" BIGSERIAL NOT NULL,
    "alarm_id" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_state" TEXT,
    "to_state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "because" TEXT NOT NULL,

    CONSTRAINT "alarm_transition_pkey" PRIMARY KEY ("id")
);

-- Incidents, what their logs fold to.
CREATE TABLE "incident" (
    "number" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "severity" INTEGER NOT NULL,
    "root_id" TEXT NOT NULL,
    "root_reason" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "document" JSONB NOT NULL,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("number")
);

CREATE TABLE "incident_entry" (
    "incident" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT,
    "request_id" UUID,
    "body" JSONB NOT NULL,

    CONSTRAINT "incident_entry_pkey" PRIMARY KEY ("incident","seq")
);

CREATE TABLE "incident_episode" (
    "alarm_id" TEXT NOT NULL,
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "resource_id" TEXT NOT NULL,
    "incident" INTEGER NOT NULL,

    CONSTRAINT "incident_episode_pkey" PRIMARY KEY ("alarm_id","fired_at")
);

-- What people say of alarms.
CREATE TABLE "silence" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "matchers" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "silence_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "alarm_setting" (
    "scope" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "alarm_setting_pkey" PRIMARY KEY ("scope")
);

CREATE INDEX "alarm_resource_id_idx" ON "alarm"("resource_id");
CREATE INDEX "alarm_state_idx" ON "alarm"("state");
CREATE INDEX "alarm_transition_resource_id_at_idx" ON "alarm_transition"("resource_id", "at");
CREATE INDEX "alarm_transition_at_idx" ON "alarm_transition"("at");
CREATE UNIQUE INDEX "alarm_transition_alarm_id_at_to_state_key" ON "alarm_transition"("alarm_id", "at", "to_state");
CREATE INDEX "incident_state_opened_at_idx" ON "incident"("state", "opened_at");
CREATE INDEX "incident_root_id_idx" ON "incident"("root_id");
CREATE INDEX "incident_root_reason_idx" ON "incident"("root_reason");
CREATE UNIQUE INDEX "incident_entry_request_id_key" ON "incident_entry"("request_id");
CREATE INDEX "incident_episode_incident_idx" ON "incident_episode"("incident");
CREATE INDEX "incident_episode_resource_id_idx" ON "incident_episode"("resource_id");
CREATE INDEX "silence_ends_at_idx" ON "silence"("ends_at");

ALTER TABLE "alarm" ADD CONSTRAINT "alarm_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "alarm_transition" ADD CONSTRAINT "alarm_transition_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "incident_entry" ADD CONSTRAINT "incident_entry_incident_fkey" FOREIGN KEY ("incident") REFERENCES "incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "incident_episode" ADD CONSTRAINT "incident_episode_incident_fkey" FOREIGN KEY ("incident") REFERENCES "incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
