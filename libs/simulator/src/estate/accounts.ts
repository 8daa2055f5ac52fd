import type { AccountBlueprint, ScopeBlueprint } from './blueprint.js';

export const PROD = '111122223333';
export const DATA = '444455556666';

export const ACCOUNTS: readonly AccountBlueprint[] = [
  { id: PROD, name: 'prod', roleArn: `arn:aws:iam::${PROD}:role/weir-reader`, externalId: 'weir-demo-prod' },
  { id: DATA, name: 'data', roleArn: `arn:aws:iam::${DATA}:role/weir-reader`, externalId: 'weir-demo-data' },
];

export const SCOPES: readonly ScopeBlueprint[] = [
  { accountId: PROD, region: 'eu-west-1', volume: 1, hourOffset: 1 },
  { accountId: PROD, region: 'us-east-1', volume: 0.55, hourOffset: -5 },
  { accountId: DATA, region: 'eu-west-1', volume: 1, hourOffset: 1 },
  { accountId: DATA, region: 'us-east-1', volume: 0.6, hourOffset: -5 },
];
