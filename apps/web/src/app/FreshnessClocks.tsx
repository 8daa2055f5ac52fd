import { estateClock } from '../live/freshness.js';
import { useEstate, useNow } from '../live/live-context.js';
import { Fresh } from '../parts/Fresh.js';

/** The two clocks of every page: depth from SQS, and what CloudWatch tells later. */
export function FreshnessClocks() {
  const { estate } = useEstate();
  const now = useNow();
  if (estate === null) return null;
  return (
    <>
      <Fresh
        label={<span className="long">live</span>}
        clock={estateClock(estate, 'live', now)}
        title="Age of the oldest live reading in force: depth, read from SQS"
      />
      <Fresh
        label={<span className="long">CloudWatch</span>}
        clock={estateClock(estate, 'cloudwatch', now)}
        title="Age of the last CloudWatch read: ages and rates"
      />
    </>
  );
}
