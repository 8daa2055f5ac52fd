import { describe, expect, it } from 'vitest';
import { queueArn, target } from '../testing/small-estate.js';
import { ruleLifetime, snsLifetime } from './retry-lifetime.js';

const HOURS = 3_600_000;

describe('how long AWS goes on trying', () => {
  it('is up to the protocol of a subscription', () => {
    expect(['https', 'email', 'sqs', 'lambda', 'firehose'].map((protocol) => snsLifetime(protocol) / HOURS)).toEqual([1, 6, 552, 552, 552]);
  });

  it('is a day for a rule, unless every target is set to less', () => {
    const [plain, patient, hasty] = [null, { attempts: 3, ageSeconds: null }, { attempts: null, ageSeconds: 900 }].map((retry) =>
      target(queueArn('mails'), { retry }),
    );
    const lifetimes = [[plain], [patient], [hasty], [hasty, plain], []].map((targets) =>
      ruleLifetime(targets.flatMap((each) => each ?? [])),
    );
    expect(lifetimes.map((lifetime) => lifetime / HOURS)).toEqual([24, 24, 0.25, 24, 24]);
    expect(ruleLifetime(null)).toBe(24 * HOURS);
  });
});
