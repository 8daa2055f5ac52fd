import type { SnsProtocol } from '../estate/topic-blueprint.js';

/** How attributes name the protocols whose deliveries can be logged. Source: Amazon SNS API Reference, SetTopicAttributes. */
export const LOGGED_PROTOCOLS = ['HTTP', 'SQS', 'Lambda', 'Firehose', 'Application'] as const;
export type LoggedProtocol = (typeof LOGGED_PROTOCOLS)[number];

export interface StatusLogSettings {
  /** Of the successes, percent. */
  readonly successPercent: number;
  readonly failures: boolean;
}

interface Chapter {
  readonly from: number;
  readonly settings: ReadonlyMap<LoggedProtocol, StatusLogSettings>;
}

const NOTHING: StatusLogSettings = { successPercent: 0, failures: false };

/** Which deliveries of a topic are logged, as it was at any time: logs of the past do not change with the settings. */
export class StatusLogging {
  private readonly chapters: Chapter[] = [];

  /** The topic's attributes from `now` on. */
  change(attributes: ReadonlyMap<string, string>, now: number): void {
    const settings = new Map<LoggedProtocol, StatusLogSettings>();
    for (const protocol of LOGGED_PROTOCOLS) {
      const percent = Number(attributes.get(`${protocol}SuccessFeedbackSampleRate`) ?? '100');
      const successPercent = attributes.has(`${protocol}SuccessFeedbackRoleArn`) && percent >= 0 && percent <= 100 ? percent : 0;
      settings.set(protocol, { successPercent, failures: attributes.has(`${protocol}FailureFeedbackRoleArn`) });
    }
    this.chapters.push({ from: now, settings });
  }

  at(protocol: SnsProtocol, now: number): StatusLogSettings {
    const named = loggedAs(protocol);
    if (named === null) return NOTHING;
    return this.chapters.findLast(({ from }) => from <= now)?.settings.get(named) ?? NOTHING;
  }

  /** Whether anything was ever logged: only then is there a log group. */
  get hasGroup(): { readonly success: boolean; readonly failure: boolean } {
    const ever = this.chapters.flatMap(({ settings }) => [...settings.values()]);
    return { success: ever.some(({ successPercent }) => successPercent > 0), failure: ever.some(({ failures }) => failures) };
  }
}

function loggedAs(protocol: SnsProtocol): LoggedProtocol | null {
  switch (protocol) {
    case 'http':
    case 'https':
      return 'HTTP';
    case 'sqs':
      return 'SQS';
    case 'lambda':
      return 'Lambda';
    case 'firehose':
      return 'Firehose';
    case 'application':
      return 'Application';
    case 'email':
    case 'email-json':
    case 'sms':
      return null;
  }
}
