import { functionsOf, type KnownFunction } from '../../functions/known-functions.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText } from '../input.js';
import { readToken, writeToken } from '../page-token.js';

/** Source: Lambda API Reference, ListFunctions: no more than 50 on a page, whatever is asked. */
const MOST_LISTED = 50;

const invalid = (message: string): AwsFailure => new AwsFailure('InvalidParameterValueException', message);

/** Lambda's functions. Input and output are the members of REST-JSON. */
export const functionOperations: Readonly<Record<string, Operation>> = {
  ListFunctions(call, input) {
    const asked = Number(optionalText(input, 'MaxItems') ?? MOST_LISTED);
    if (!Number.isInteger(asked) || asked < 1 || asked > 10_000) throw invalid('MaxItems must be a whole number from 1 to 10000.');
    const marker = optionalText(input, 'Marker');
    const after = marker === undefined ? '' : readToken(marker)?.['after'];
    if (typeof after !== 'string') throw invalid('Invalid Marker.');
    const rest = knownTo(call).filter(({ name }) => name > after);
    const page = rest.slice(0, Math.min(asked, MOST_LISTED, call.pageLimit ?? MOST_LISTED));
    const last = page.at(-1);
    return {
      Functions: page.map((each) => worded(each, call.world.historyFrom)),
      ...(last && rest.length > page.length && { NextMarker: writeToken({ after: last.name }) }),
    };
  },

  GetPolicy(call, input) {
    const asked = optionalText(input, 'FunctionName') ?? '';
    const found = knownTo(call).find(({ name, arn }) => asked === name || asked === arn);
    const invokers = found?.simulated?.blueprint.invokedBy ?? [];
    if (!found || invokers.length === 0) {
      throw new AwsFailure('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    }
    const Statement = invokers.map(({ service, sourceArn }, at) => ({
      Sid: `source-${at + 1}`,
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'lambda:InvokeFunction',
      Resource: found.arn,
      Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } },
    }));
    return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement }), RevisionId: found.name };
  },
};

function knownTo(call: Call): readonly KnownFunction[] {
  call.world.timeline.advance(call.now);
  const scope = call.world.scope(call.accountId, call.region);
  return scope ? functionsOf(scope, call.now, call.world.endpoints.present) : [];
}

/** Of functions that only read a stream, what is usual. */
function worded({ name, arn, simulated }: KnownFunction, historyFrom: number): Readonly<Record<string, unknown>> {
  const drawn = simulated?.blueprint;
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: drawn?.runtime ?? 'nodejs24.x',
    Handler: 'index.handler',
    Description: drawn?.description ?? '',
    Timeout: drawn?.timeoutSeconds ?? 30,
    MemorySize: drawn?.memoryMiB ?? 256,
    LastModified: new Date(simulated?.createdAt ?? historyFrom).toISOString().replace('Z', '+0000'),
    PackageType: 'Zip',
    Version: '$LATEST',
  };
}
