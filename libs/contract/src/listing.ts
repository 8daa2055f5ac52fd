import { z } from 'zod';
import { absenceReason } from './absence.js';
import { resourceKind } from './resource.js';

/** The services whose listings say what exists. */
export const listedService = z.enum(['sqs', 'sns', 'events', 'pipes', 'scheduler', 'lambda', 'kinesis', 'firehose']);
export type ListedService = z.infer<typeof listedService>;

/** Why a service was not seen whole the last time it was listed. */
export const listingFailure = z.object({
  /** Whose side it is on: `denied` for a person to mend, the others pass. */
  state: absenceReason,
  /** The calls that were refused or failed, as IAM spells them: `sns:ListTopics`. */
  actions: z.array(z.string()),
  /** The gravest of them in words, with who was refused. */
  detail: z.string(),
  since: z.number(),
  nextTryAt: z.number().nullable(),
  /** Kinds of which there may be more than is shown. Empty: all there is is shown, some of it without its newest settings. */
  hides: z.array(resourceKind),
});
export type ListingFailure = z.infer<typeof listingFailure>;

/** How well is known what there is of a service in an account and region. */
export const listing = z.object({
  /** When the newest listing that saw everything began, epoch milliseconds; null: none ever did, and “none” means nothing. */
  at: z.number().nullable(),
  failure: listingFailure.nullable(),
});
export type Listing = z.infer<typeof listing>;

/** By service; one that is missing was not listed yet. */
export const listings = z.partialRecord(listedService, listing);
export type Listings = z.infer<typeof listings>;
