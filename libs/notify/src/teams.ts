import type { ChannelConfig, Notification } from '@weir/contract';
import type { Channel } from './channel.js';
import { oneLine, shortened } from './plain-text.js';
import { post, type PostOptions } from './post.js';
import type { SecretReader } from './read-secret.js';

/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook: a message has at most 28 KB. */
const LONGEST_TEXT = 4000;
const MOST_ACTIONS = 6;

/** Microsoft Teams, through a workflow that takes an Adaptive Card. */
export function openTeams(
  { webhookUrl, allowPrivate }: Extract<ChannelConfig, { kind: 'teams' }>,
  { readSecret, ...options }: { readonly readSecret: SecretReader } & Omit<PostOptions, 'allowPrivate' | 'headers'>,
): Channel {
  return {
    async send(notification: Notification) {
      const card = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(notification) };
      await post(await readSecret(webhookUrl), JSON.stringify({ type: 'message', attachments: [card] }), { ...options, allowPrivate });
      return null;
    },
  };
}

/** Text blocks read Markdown, text runs do not: names stay what they are. */
function cardOf({ title, text, facts, links }: Notification) {
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      paragraph([{ text: title, weight: 'Bolder', size: 'Medium' }]),
      paragraph([{ text }]),
      ...facts.map(({ name, value }) => paragraph([{ text: `${name}  `, isSubtle: true }, { text: value }])),
    ],
    actions: links.slice(0, MOST_ACTIONS).map((link) => ({ type: 'Action.OpenUrl', title: oneLine(link.title), url: link.url })),
  };
}

interface Run {
  readonly text: string;
  readonly weight?: string;
  readonly size?: string;
  readonly isSubtle?: boolean;
}

const paragraph = (runs: readonly Run[]) => ({
  type: 'RichTextBlock',
  inlines: runs.map((run) => ({ type: 'TextRun', ...run, text: shortened(run.text, LONGEST_TEXT) })),
});
