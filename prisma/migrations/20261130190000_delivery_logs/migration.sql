-- What reading a topic's delivery-status logs took and cost, by UTC day.
CREATE TABLE "delivery_log_day" (
    "day" DATE NOT NULL,
    "topic_id" TEXT NOT NULL,
    "pages" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "usd" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "delivery_log_day_pkey" PRIMARY KEY ("day","topic_id")
);

ALTER TABLE "delivery_log_day" ADD CONSTRAINT "delivery_log_day_topic_id_fkey" FOREIGN KEY ("topic_id") REFERENCES "resource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on what the datamodel cannot say: the minutes of a subscription by its topic's log, with their names.

CREATE VIEW sns_deliveries AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS logged_successes,
  sample.values[2] AS sampled_successes,
  sample.values[3] AS logged_failures,
  sample.values[4] AS logged_attempts
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'sns.deliveries' JOIN resource ON resource.id = series.resource_id;
