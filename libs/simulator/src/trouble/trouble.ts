/** What can be wrong with the processing of one queue. */
export type Trouble =
  /** `share` of what arrives can never be processed. */
  | { readonly kind: 'poison'; readonly share: number }
  /** Nobody receives. */
  | { readonly kind: 'gone' }
  /** Up to `slots` messages are taken and never finished. */
  | { readonly kind: 'stuck'; readonly slots: number }
  /** The consumer manages `share` of what arrives. */
  | { readonly kind: 'slow'; readonly share: number }
  /** Nothing is sent any more. */
  | { readonly kind: 'silent' }
  /** One message of one group fails for ever, and the group waits behind it. */
  | { readonly kind: 'blocked-group'; readonly group: string };

export type TroubleKind = Trouble['kind'];
