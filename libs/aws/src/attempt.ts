import { awsFailure, type AwsFailure } from './failure.js';

/** What a call gave, or why it gave nothing. */
export type Attempt<Result> = { readonly result: Result; readonly failure: null } | { readonly result: null; readonly failure: AwsFailure };

/** Turns a failure of AWS into a value; anything else is thrown on. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Attempt<Result>> {
  try {
    return { result: await work(), failure: null };
  } catch (error) {
    return { result: null, failure: awsFailure(error) };
  }
}
