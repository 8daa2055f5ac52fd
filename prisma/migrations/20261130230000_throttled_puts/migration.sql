-- What EventBridge throttled of PutEvents stands last among the metrics of an account's buses; rows of before have no such value.

CREATE OR REPLACE VIEW events_ingest AS
SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled,
  sample.values[1] AS put_entries,
  sample.values[2] AS put_failed_entries,
  sample.values[3] AS invocations_created,
  sample.values[4] AS put_throttled
FROM sample JOIN series ON series.id = sample.series_id AND series.family = 'events.ingest' JOIN resource ON resource.id = series.resource_id;
