-- A reader's source may be a queue as well as a stream.
UPDATE resource SET config = (config - 'streamArn') || jsonb_build_object('sourceArn', config -> 'streamArn')
WHERE kind IN ('consumer', 'delivery-stream') AND config ? 'streamArn';

-- Something the failure-path audit holds against a resource. Its id is derived from the rule, the resource and what is meant within it.
CREATE TABLE "finding" (
    "id" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by" TEXT,
    "accepted_reason" TEXT,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("id")
);

-- An event or message that somebody kept to try routes with.
CREATE TABLE "event_sample" (
    "id" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "event_sample_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "finding_resource_id_idx" ON "finding"("resource_id");
CREATE INDEX "event_sample_resource_id_idx" ON "event_sample"("resource_id");

ALTER TABLE "finding" ADD CONSTRAINT "finding_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "event_sample" ADD CONSTRAINT "event_sample_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on what the datamodel cannot say: the minutes of what passes events on, with their names.

CREATE VIEW sns_topic AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS published,
  sample.values[2] AS delivered,
  sample.values[3] AS failed,
  sample.values[4] AS filtered_out,
  sample.values[5] AS filtered_by_attributes,
  sample.values[6] AS filtered_by_body,
  sample.values[7] AS filtered_invalid_attributes,
  sample.values[8] AS filtered_no_attributes,
  sample.values[9] AS filtered_invalid_body,
  sample.values[10] AS redriven_to_dlq,
  sample.values[11] AS not_redriven_to_dlq,
  sample.values[12] AS publish_size
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'sns.topic' JOIN resource ON resource.id = series.resource_id;

CREATE VIEW events_rule AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS matched,
  sample.values[2] AS triggered,
  sample.values[3] AS invocations,
  sample.values[4] AS attempts,
  sample.values[5] AS successes,
  sample.values[6] AS retries,
  sample.values[7] AS failed_invocations,
  sample.values[8] AS sent_to_dlq,
  sample.values[9] AS not_sent_to_dlq,
  sample.values[10] AS never_invoked,
  sample.values[11] AS throttled_rules,
  sample.values[12] AS start_latency,
  sample.values[13] AS success_latency
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'events.rule' JOIN resource ON resource.id = series.resource_id;

CREATE VIEW events_ingest AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS put_entries,
  sample.values[2] AS put_failed_entries,
  sample.values[3] AS invocations_created
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'events.ingest' JOIN resource ON resource.id = series.resource_id;

CREATE VIEW pipes_pipe AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS events,
  sample.values[2] AS executions_failed,
  sample.values[3] AS executions_partly_failed,
  sample.values[4] AS execution_timeouts,
  sample.values[5] AS enrichment_failed,
  sample.values[6] AS target_failed,
  sample.values[7] AS target_partly_failed,
  sample.values[8] AS pipe_duration
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'pipes.pipe' JOIN resource ON resource.id = series.resource_id;

CREATE VIEW lambda_function AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS function_invocations,
  sample.values[2] AS function_errors,
  sample.values[3] AS function_throttles,
  sample.values[4] AS function_duration,
  sample.values[5] AS async_received,
  sample.values[6] AS async_dropped,
  sample.values[7] AS async_age,
  sample.values[8] AS dead_letter_errors,
  sample.values[9] AS destination_failures
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'lambda.function' JOIN resource ON resource.id = series.resource_id;

CREATE VIEW scheduler_group AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS schedule_attempts,
  sample.values[2] AS target_errors,
  sample.values[3] AS target_throttles,
  sample.values[4] AS invocation_throttles,
  sample.values[5] AS dropped,
  sample.values[6] AS schedule_sent_to_dlq,
  sample.values[7] AS schedule_not_sent_to_dlq
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'scheduler.group' JOIN resource ON resource.id = series.resource_id;
