import { transformInput, type Transformed } from '@weir/domain';
import type { TargetInput } from '../estate/event-blueprint.js';

/** What a rule is to a transformer. */
export interface RuleNames {
  readonly ruleArn: string;
  readonly ruleName: string;
}

const NOTHING = { input: null, inputPath: null, inputTransformer: null };

/** What a target gets for an event. `ingestedAt`: epoch milliseconds. */
export function inputFor(input: TargetInput, event: Readonly<Record<string, unknown>>, rule: RuleNames, ingestedAt: number): Transformed {
  return transformInput(wantedBy(input), event, { ...rule, ingestionTime: new Date(ingestedAt).toISOString() });
}

function wantedBy(input: TargetInput): Parameters<typeof transformInput>[0] {
  switch (input.kind) {
    case 'event':
      return NOTHING;
    case 'constant':
      return { ...NOTHING, input: input.text };
    case 'path':
      return { ...NOTHING, inputPath: input.path };
    case 'transformer':
      return { ...NOTHING, inputTransformer: { paths: { ...input.paths }, template: input.template } };
  }
}
