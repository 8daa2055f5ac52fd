import type { FieldProblem } from '@weir/simulator';

/** A request to the admin endpoint with the members at fault. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';

  constructor(readonly problems: readonly FieldProblem[]) {
    super(problems.map(({ field, message }) => `${field}: ${message}`).join('; '));
  }
}
