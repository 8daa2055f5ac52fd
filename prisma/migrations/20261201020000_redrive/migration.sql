-- Redrives and archives, and what became of each message: ids only, never a body.
CREATE TABLE "redrive" (
    "id" BIGSERIAL NOT NULL,
    "dlq_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "progress" JSONB NOT NULL,
    "counts" JSONB NOT NULL,
    "started_by" TEXT NOT NULL,
    "reason" TEXT,
    "request_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "redrive_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "redrive_message" (
    "redrive" BIGINT NOT NULL,
    "message_id" TEXT NOT NULL,
    "sent_id" TEXT,
    "failure_group" TEXT,
    "state" TEXT NOT NULL,
    "came_back" BOOLEAN NOT NULL DEFAULT false,
    "flagged" BOOLEAN NOT NULL DEFAULT false,
    "detail" TEXT,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "redrive_message_pkey" PRIMARY KEY ("redrive", "message_id")
);

CREATE TABLE "redrive_line" (
    "id" BIGSERIAL NOT NULL,
    "redrive" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "by" TEXT,

    CONSTRAINT "redrive_line_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "redrive_action" (
    "id" BIGSERIAL NOT NULL,
    "redrive" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "taken_at" TIMESTAMPTZ(3),

    CONSTRAINT "redrive_action_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "redrive_request_id_key" ON "redrive"("request_id");
CREATE INDEX "redrive_dlq_id_id_idx" ON "redrive"("dlq_id", "id");
CREATE INDEX "redrive_ended_at_idx" ON "redrive"("ended_at");
CREATE INDEX "redrive_message_redrive_sent_id_idx" ON "redrive_message"("redrive", "sent_id");
CREATE INDEX "redrive_line_redrive_id_idx" ON "redrive_line"("redrive", "id");
CREATE INDEX "redrive_action_redrive_idx" ON "redrive_action"("redrive");

ALTER TABLE "redrive_message" ADD CONSTRAINT "redrive_message_redrive_fkey" FOREIGN KEY ("redrive") REFERENCES "redrive"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "redrive_line" ADD CONSTRAINT "redrive_line_redrive_fkey" FOREIGN KEY ("redrive") REFERENCES "redrive"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "redrive_action" ADD CONSTRAINT "redrive_action_redrive_fkey" FOREIGN KEY ("redrive") REFERENCES "redrive"("id") ON DELETE CASCADE ON UPDATE CASCADE;
